package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journals of all terms of a run, {@code terms/0001.metrics.jsonl} and so on, read as one. Each begins with the lines
 * that its term took over, so the newest mostly has them all; of what it lacks at its end, an older one may have more.
 */
final class Journals {

    private static final Pattern NAME = Pattern.compile("([0-9]{4,9})\\.metrics\\.jsonl");

    private static final int COPY_BYTES = 1 << 16;
    private static final int KEPT = 8;

    private Journals() {}

    /** Takes a line. */
    interface Lines {
        void accept(JournalLine line) throws IOException;
    }

    static Path file(Path runFolder, int term) {
        return runFolder.resolve(TermClaims.FOLDER).resolve(TermClaims.digits(term) + ".metrics.jsonl");
    }

    /**
     * Gives the lines of some steps from the terms before {@code term}, by step, each step as the newest term has it.
     *
     * @param after lines of this step and of earlier ones are left out
     * @param until lines of later steps are left out
     */
    static void between(Disk disk, Path runFolder, int term, long after, long until, Lines lines) throws IOException {
        long covered = after;
        for (Path file : newestFirst(disk, runFolder, term).values()) {
            JournalPlace from = JournalPlace.after(disk, file, covered);
            try (JournalReader reader = new JournalReader(disk, file, from.offset())) {
                for (Optional<JournalLine> line = reader.next(); line.isPresent()
                        && line.get().step() <= until; line = reader.next()) {
                    lines.accept(line.get());
                    covered = Math.max(covered, line.get().step());
                }
            }
        }
    }

    /** Copies all lines of steps up to {@code until}, each step as the newest term before {@code term} has it. */
    static void copy(Disk disk, Path runFolder, int term, long until, WritableByteChannel out) throws IOException {
        long covered = -1;
        for (Path file : newestFirst(disk, runFolder, term).values()) {
            JournalPlace from = JournalPlace.after(disk, file, covered);
            JournalPlace to = JournalPlace.after(disk, file, until);
            if (to.offset() > from.offset()) {
                copy(disk, file, from.offset(), to.offset(), out);
                covered = to.stepBefore();
            }
        }
    }

    /**
     * Deletes what is of no use any more: of the journals of terms before {@code term} the newest {@value #KEPT} stay, and any
     * that goes on after all newer ones.
     */
    static void prune(Disk disk, Path runFolder, int term) throws IOException {
        long last = -1;
        int seen = 0;
        for (Path file : newestFirst(disk, runFolder, term).values()) {
            long ownLast = JournalPlace.after(disk, file, Long.MAX_VALUE).stepBefore();
            if (seen++ >= KEPT && ownLast <= last) {
                disk.delete(file);
            }
            last = Math.max(last, ownLast);
        }
    }

    /** Copies a part of a file. */
    static void copy(Disk disk, Path file, long from, long to, WritableByteChannel out) throws IOException {
        try (ReadableByteChannel in = disk.open(file, from)) {
            ByteBuffer buffer = ByteBuffer.allocate(COPY_BYTES);
            for (long left = to - from; left > 0; left -= buffer.limit()) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                if (in.read(buffer) < 0) {
                    throw new EOFException(file + " has become shorter");
                }
                AtomicFile.writeFully(out, buffer.flip());
            }
        }
    }

    private static NavigableMap<Integer, Path> newestFirst(Disk disk, Path runFolder, int before) throws IOException {
        NavigableMap<Integer, Path> files = new TreeMap<>();
        for (Path file : disk.list(runFolder.resolve(TermClaims.FOLDER))) {
            Matcher name = NAME.matcher(file.getFileName().toString());
            if (name.matches() && Integer.parseInt(name.group(1)) < before) {
                files.put(Integer.parseInt(name.group(1)), file);
            }
        }
        return files.descendingMap();
    }
}
