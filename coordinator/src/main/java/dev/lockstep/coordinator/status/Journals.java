package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import java.io.IOException;
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

    private Journals() {}

    /** Takes a line. */
    interface Lines {
        void accept(JournalLine line) throws IOException;
    }

    static Path file(Path runFolder, int term) {
        return runFolder.resolve(TermClaims.FOLDER).resolve(TermClaims.digits(term) + ".metrics.jsonl");
    }

    /**
     * Gives the lines of the terms before {@code term}, by step, each step as the newest term has it.
     *
     * @param untilStep lines of later steps are left out
     */
    static void before(Disk disk, Path runFolder, int term, long untilStep, Lines lines) throws IOException {
        long covered = -1;
        for (Path file : newestFirst(disk, runFolder, term).values()) {
            long last = covered;
            try (JournalReader reader = new JournalReader(disk, file)) {
                for (Optional<JournalLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                    long step = line.get().step();
                    if (step > covered && step <= untilStep) {
                        lines.accept(line.get());
                        last = Math.max(last, step);
                    }
                }
            }
            covered = last;
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
