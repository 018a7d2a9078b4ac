package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** A file of bounded length, read whole. */
final class SmallFile {

    private SmallFile() {}

    /** @throws DamagedFileException if it is longer than {@code maxBytes} */
    static byte[] read(Disk disk, Path file, int maxBytes) throws IOException {
        long bytes = disk.sizeBytes(file);
        if (bytes > maxBytes) {
            throw new DamagedFileException(file, "has " + bytes + " bytes, more than " + maxBytes);
        }
        ByteBuffer contents = ByteBuffer.allocate((int) bytes);
        try (ReadableByteChannel channel = disk.open(file)) {
            FloatBytes.readFully(channel, contents);
        }
        return contents.array();
    }
}
