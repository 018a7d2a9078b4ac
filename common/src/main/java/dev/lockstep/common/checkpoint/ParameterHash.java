package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** What {@code parameters_sha256} means: SHA-256 of all trained parameters as little-endian float32, in layout order. */
public final class ParameterHash {

    private ParameterHash() {}

    /** In hexadecimal, 64 digits. */
    public static String sha256(Storage parameters) {
        try {
            MessageDigest digest = Sha256.algorithm();
            FloatBytes.write(parameters, digest::update);
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new IllegalStateException("nothing is read", e);
        }
    }
}
