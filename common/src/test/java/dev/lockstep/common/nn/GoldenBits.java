package dev.lockstep.common.nn;

import dev.lockstep.common.kernel.KernelChoice;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of a root's gradient and loss, computed over ranges that are not aligned; a program of its own, too. */
final class GoldenBits {

    /**
     * A change here is a change of every trained model: of a defined order of sums, an elementary function or a stream of
     * random numbers. It belongs into the change log.
     */
    static final String MLP = "3768a63bfc278a39654acc056f7fa003e25af06106b7a035981e3e9b3ea206a2";
    static final String CNN = "0459a6647ce7ec1cd9d2422ff6d7130b4bf64f34a95063d655f22e86b756361e";

    /** The same with gradients in bfloat16. */
    static final String MLP_BF16 = "286df2745986140758a2d41984f3a265560f43301287efe6bca20e9bf7f9e83f";
    static final String CNN_BF16 = "ecdf7fafa392a4c82f13f673161035b31976866764fbf6e4d85147098702246a";

    private GoldenBits() {}

    public static void main(String[] args) {
        System.out.println(KernelChoice.describe() + ": " + sha256(Models.mlp(), Precision.F32) + " "
                + sha256(Models.cnn(), Precision.F32) + " "
                + sha256(Models.mlp(), Precision.BF16) + " " + sha256(Models.cnn(), Precision.BF16));
    }

    static String sha256(Network network, Precision precision) {
        Storage parameters = Models.initialised(network);
        Gathered root = Gathered.over(network, parameters, Models.features(45 * network.input().size()),
                Models.targets(network, 45), 45, new ShardTree(7, precision), 3, 5);
        ByteBuffer bytes = ByteBuffer.allocate(4 * root.gradient().length + 8).order(ByteOrder.LITTLE_ENDIAN);
        for (float g : root.gradient()) {
            bytes.putFloat(g);
        }
        bytes.putDouble(root.scalars().lossSum());
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
