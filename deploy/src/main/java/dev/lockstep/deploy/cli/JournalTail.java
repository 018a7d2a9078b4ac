package dev.lockstep.deploy.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The newest step in a {@code metrics.jsonl} that is being written. */
public final class JournalTail {

    private static final int TAIL_BYTES = 4 * 1024;
    private static final Pattern STEP = Pattern.compile("\\{\"step\":(\\d+),[^\\n]*\\n");

    private final Path file;

    public JournalTail(Path file) {
        this.file = file;
    }

    /** 0 as long as there is none. */
    public long newestStep() {
        try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "r")) {
            lines.seek(Math.max(0, lines.length() - TAIL_BYTES));
            byte[] tail = new byte[TAIL_BYTES];
            int bytes = Math.max(0, lines.read(tail));
            Matcher matcher = STEP.matcher(new String(tail, 0, bytes, StandardCharsets.UTF_8));
            long newest = 0;
            while (matcher.find()) {
                newest = Math.max(newest, Long.parseLong(matcher.group(1)));
            }
            return newest;
        } catch (IOException e) {
            return 0;
        }
    }
}
