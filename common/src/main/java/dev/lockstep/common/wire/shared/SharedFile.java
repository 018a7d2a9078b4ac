package dev.lockstep.common.wire.shared;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * A file of floats that two processes have mapped, in the byte order of their CPU.
 *
 * <pre>
 *  bytes   16       48       8       56       4 f
 *         +--------+--------+-------+--------+-------------------+
 *         | secret |        | taken |        | f floats          |
 *         +--------+--------+-------+--------+-------------------+
 * </pre>
 *
 * Who can tell the secret has the same file, and not one of the same name. {@code taken} has a cache line of its own. All
 * of the file is written when it is made, so that a full file system shows then, and not as a fault of the memory later.
 */
public final class SharedFile implements AutoCloseable {

    public static final int SECRET_BYTES = 16;

    /** Where a float may begin: a cache line. */
    static final int ALIGNED_FLOATS = 16;

    private static final int TAKEN_AT = 64;
    private static final int HEAD_BYTES = 128;
    private static final int ZEROS_BYTES = 1 << 20;

    /** Of what is free in the file system, one file may take this part. */
    private static final int PART_OF_FREE = 2;

    private static final SecureRandom SECRETS = new SecureRandom();
    private static final VarHandle TAKEN = ValueLayout.JAVA_LONG.varHandle();

    private final Path path;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment bytes;

    private SharedFile(Path path, FileChannel channel, FileChannel.MapMode mode) throws IOException {
        this.path = path;
        try {
            this.bytes = channel.map(mode, 0, channel.size(), arena);
        } catch (IOException | RuntimeException | Error unmapped) {
            arena.close();
            throw unmapped;
        }
    }

    /**
     * Makes a file that this host's user alone may open.
     *
     * @throws IOException if the file system has no room for it
     */
    public static SharedFile create(SharedFolder folder, long floats) throws IOException {
        long lengthBytes = HEAD_BYTES + floats * Float.BYTES;
        long freeBytes = Files.getFileStore(folder.folder()).getUsableSpace();
        if (lengthBytes > freeBytes / PART_OF_FREE) {
            throw new IOException("%d bytes are too much for %s, where %d are free"
                    .formatted(lengthBytes, folder.folder(), freeBytes));
        }
        Path path = folder.named(SharedFolder.newName(SECRETS.nextLong()));
        Set<StandardOpenOption> anew = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, anew,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            byte[] secret = new byte[SECRET_BYTES];
            SECRETS.nextBytes(secret);
            ByteBuffer piece = ByteBuffer.allocateDirect(ZEROS_BYTES).put(secret).rewind();
            for (long at = 0; at < lengthBytes; at += piece.position()) {
                piece.clear().limit((int) Math.min(ZEROS_BYTES, lengthBytes - at));
                while (piece.hasRemaining()) {
                    channel.write(piece);
                }
                piece.put(0, new byte[SECRET_BYTES]);
            }
            return new SharedFile(path, channel, FileChannel.MapMode.READ_WRITE);
        } catch (IOException | RuntimeException | Error unmade) {
            Files.deleteIfExists(path);
            throw unmade;
        }
    }

    /**
     * Opens a file that another process has made.
     *
     * @throws IOException if there is none of that name and size, or it may not be opened
     */
    public static SharedFile open(SharedFolder folder, String name, long floats, boolean writable) throws IOException {
        Path path = folder.named(name);
        Set<StandardOpenOption> options = writable
                ? Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE)
                : Set.of(StandardOpenOption.READ);
        try (FileChannel channel = FileChannel.open(path, options)) {
            if (channel.size() != HEAD_BYTES + floats * Float.BYTES) {
                throw new IOException(
                        "%s has %d bytes, which should be %d floats".formatted(path, channel.size(), floats));
            }
            return new SharedFile(path, channel,
                    writable ? FileChannel.MapMode.READ_WRITE : FileChannel.MapMode.READ_ONLY);
        }
    }

    public String name() {
        return path.getFileName().toString();
    }

    /** What shows that a peer has this very file. */
    public byte[] secret() {
        return bytes.asSlice(0, SECRET_BYTES).toArray(ValueLayout.JAVA_BYTE);
    }

    MemorySegment floats() {
        return bytes.asSlice(HEAD_BYTES);
    }

    /** How far what was written has been read; whoever sees it sees that the reading is done. */
    long taken() {
        return (long) TAKEN.getAcquire(bytes, (long) TAKEN_AT);
    }

    void taken(long position) {
        TAKEN.setRelease(bytes, (long) TAKEN_AT, position);
    }

    /** Takes the file's name away; it lives on while it is mapped. */
    public void forget() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException left) {
            path.toFile().deleteOnExit();
        }
    }

    /** Unmaps the file. Nobody may read or write it meanwhile. */
    @Override
    public void close() {
        arena.close();
    }

    /** So many floats, to the next border of a cache line. */
    static long aligned(long floats) {
        return (floats + ALIGNED_FLOATS - 1) / ALIGNED_FLOATS * ALIGNED_FLOATS;
    }
}
