package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.tensor.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/**
 * The root's bits are these, whichever twin of the kernels runs, on whatever CPU and JVM. A change here is a change of
 * every trained model, and belongs into the change log.
 */
class GoldenBitsTest {

    private static final String MEANING = "a defined order of sums, an elementary function or a stream of random numbers"
            + " changed; if that is meant, write the new hash here and say so in the change log";

    @Test
    void aPerceptronWithDropout() {
        assertThat(sha256(Models.mlp())).as(MEANING)
                .isEqualTo("b44b665869c5ff00ff9ebf6b9a778b7b9b48e32894c43eee14e3d690eac6cfd6");
    }

    @Test
    void aConvolutionalNetworkWithDropout() {
        assertThat(sha256(Models.cnn())).as(MEANING)
                .isEqualTo("404a8591bce5ac04fce6f129d2ef82bb1322aa1903469dcc76b45508e02f2b63");
    }

    private static String sha256(Network network) {
        Storage parameters = Models.initialised(network);
        Gathered root = Gathered.over(network, parameters, Models.features(45 * network.input().size()),
                Models.labels(45, network.outputs()), 7, 3, 5);
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
