package dev.lockstep.common.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one file: the first few in words, the others by number. */
final class FileFaults {

    static final int MAX_TOLD = 10;

    private final Path file;
    private final List<String> told = new ArrayList<>();
    private long untold;

    FileFaults(Path file) {
        this.file = file;
    }

    /** @param line 1-based */
    void add(long line, String problem) {
        if (told.size() < MAX_TOLD) {
            told.add(file + ":" + line + ": " + problem);
        } else {
            untold++;
        }
    }

    /** @param remark said once, after the faults */
    void throwIfAny(String remark) throws DataFault {
        if (told.isEmpty()) {
            return;
        }
        List<String> problems = new ArrayList<>(told);
        if (untold > 0) {
            problems.add(file + ": and " + untold + " more");
        }
        if (!remark.isEmpty()) {
            problems.add(file + ": " + remark);
        }
        throw new DataFault(problems);
    }
}
