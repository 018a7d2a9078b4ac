package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;

/** Floats as little-endian bytes, a chunk at a time. */
final class FloatBytes {

    private static final int CHUNK_BYTES = 1 << 16;

    /** Takes a chunk of bytes, from position to limit. */
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }

    private FloatBytes() {}

    static void write(Storage values, Sink sink) throws IOException {
        ByteBuffer bytes = chunk();
        for (int done = 0; done < values.length();) {
            int run = Math.min(values.length() - done, CHUNK_BYTES / Float.BYTES);
            bytes.clear().asFloatBuffer().put(values.array(), values.offset() + done, run);
            sink.accept(bytes.limit(run * Float.BYTES));
            done += run;
        }
    }

    static void read(ReadableByteChannel channel, Storage into) throws IOException {
        ByteBuffer bytes = chunk();
        for (int done = 0; done < into.length();) {
            int run = Math.min(into.length() - done, CHUNK_BYTES / Float.BYTES);
            readFully(channel, bytes.clear().limit(run * Float.BYTES));
            bytes.flip().asFloatBuffer().get(into.array(), into.offset() + done, run);
            done += run;
        }
    }

    static void readFully(ReadableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the file ends " + bytes.remaining() + " bytes early");
            }
        }
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
