package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, of bytes and of what passes through a channel. For one thread. */
final class Sha256 {

    private final MessageDigest digest = algorithm();
    private long bytes;

    static String of(byte[] bytes) {
        return HexFormat.of().formatHex(algorithm().digest(bytes));
    }

    static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** How much has passed. */
    long bytes() {
        return bytes;
    }

    /** Of all that has passed, in hexadecimal; to be asked once, at the end. */
    String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    private void add(ByteBuffer passed) {
        bytes += passed.remaining();
        digest.update(passed);
    }

    WritableByteChannel through(WritableByteChannel out) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                ByteBuffer passed = source.duplicate();
                int written = out.write(source);
                add(passed.limit(passed.position() + written));
                return written;
            }

            @Override
            public boolean isOpen() {
                return out.isOpen();
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    ReadableByteChannel through(ReadableByteChannel in) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                ByteBuffer passed = into.duplicate();
                int read = in.read(into);
                if (read > 0) {
                    add(passed.limit(passed.position() + read));
                }
                return read;
            }

            @Override
            public boolean isOpen() {
                return in.isOpen();
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }
}
