package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;

/**
 * How who holds a term shows in the run's folder that it lives: {@code terms/0001.alive} holds the name of its process and a
 * number that rises. Whoever sees the number stand still knows so by its own clock alone. Nothing is forced: a sign that is
 * lost says the same as none.
 */
final class LifeSign {

    /** Names this process, whatever its host calls it. */
    private static final String PROCESS = UUID.randomUUID().toString();

    private static final int MAX_BYTES = 256;

    private final Disk disk;
    private final Path terms;

    LifeSign(Disk disk, Path runFolder) {
        this.disk = disk;
        this.terms = runFolder.resolve(TermClaims.FOLDER);
    }

    void show(int term, long number) throws IOException {
        try (Disk.OutputFile out = disk.create(file(term))) {
            AtomicFile.writeFully(out, ByteBuffer.wrap((PROCESS + " " + number).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** What the term's holder showed last; empty for nothing. */
    String seen(int term) throws IOException {
        try (ReadableByteChannel in = disk.open(file(term))) {
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            while (bytes.hasRemaining() && in.read(bytes) >= 0) {
                // Reads on.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return "";
        }
    }

    /** Whether this process showed it. */
    static boolean isOwn(String seen) {
        return seen.startsWith(PROCESS);
    }

    private Path file(int term) {
        return terms.resolve(TermClaims.digits(term) + ".alive");
    }
}
