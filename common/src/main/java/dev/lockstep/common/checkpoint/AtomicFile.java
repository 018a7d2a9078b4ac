package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/**
 * Writes a file whole or not at all: to a temporary file beside it, forced to disk, renamed, and the folder forced. After a
 * crash or an error the old file is there as it was, or the new one whole. A temporary file whose force failed is deleted,
 * never forced again. One writer per file and tag at a time.
 */
public final class AtomicFile {

    private static final String TEMPORARY = ".tmp";

    /** Writes the contents. */
    public interface Contents {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    private AtomicFile() {}

    public static void write(Path file, Contents contents) throws IOException {
        write(Disk.REAL, file, "", contents);
    }

    public static void write(Path file, byte[] contents) throws IOException {
        write(Disk.REAL, file, "", contents);
    }

    /** @param tag as below */
    public static void write(Disk disk, Path file, String tag, byte[] contents) throws IOException {
        write(disk, file, tag, channel -> writeFully(channel, ByteBuffer.wrap(contents)));
    }

    /**
     * @param tag in the temporary file's name; differs between writers that may write at the same time
     * @throws IOException if it is not certain that the new file is there for good
     */
    public static void write(Disk disk, Path file, String tag, Contents contents) throws IOException {
        Path target = file.toAbsolutePath();
        Path temporary = target.resolveSibling("." + target.getFileName() + tag + TEMPORARY);
        try {
            try (Disk.OutputFile out = disk.create(temporary)) {
                contents.writeTo(out);
                out.force();
            }
            disk.rename(temporary, target);
        } catch (IOException | RuntimeException e) {
            deleteAfter(e, disk, temporary);
            throw e;
        }
        disk.forceFolder(target.getParent());
    }

    /** Whether the file is what a writer left when it was interrupted. */
    static boolean isTemporary(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(TEMPORARY);
    }

    /** What an untagged temporary file would have become. */
    static Path target(Path temporary) {
        String name = temporary.getFileName().toString();
        return temporary.resolveSibling(name.substring(1, name.length() - TEMPORARY.length()));
    }

    static void deleteAfter(Exception fault, Disk disk, Path file) {
        try {
            disk.delete(file);
        } catch (IOException | RuntimeException e) {
            fault.addSuppressed(e);
        }
    }

    /** A channel may take less than it is given. */
    public static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
