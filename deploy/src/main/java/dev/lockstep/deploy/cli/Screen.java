package dev.lockstep.deploy.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the user sees. Results and reports go to standard output; warnings, faults and the moving progress line to standard
 * error. With {@code --json} standard output carries one object alone, and everything else goes to standard error.
 *
 * <p>The launch script hands standard error over as descriptor 3 ({@code LOCKSTEP_SCREEN}), because the JVM's own
 * descriptor 2 goes through a filter there, and says how wide a terminal is ({@code LOCKSTEP_TERMINAL_COLUMNS}).
 *
 * <p>Safe for use by several threads.
 */
public final class Screen {

    private static final int DEFAULT_COLUMNS = 80;
    private static final int MIN_COLUMNS = 20;
    private static final int MAX_COLUMNS = 1_000;

    private final PrintStream out;
    private final PrintStream err;
    private final Optional<Integer> columns;
    private final boolean colour;
    private boolean json;
    private boolean quiet;
    private boolean objectShown;
    private int progressWidth;

    /** @param columns the width of the terminal that {@code err} is; empty when it is none */
    public Screen(PrintStream out, PrintStream err, Optional<Integer> columns, boolean colour) {
        this.out = out;
        this.err = err;
        this.columns = columns;
        this.colour = colour && columns.isPresent();
    }

    /** The screen of this process. */
    public static Screen ofProcess() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        Optional<Integer> columns = Optional.ofNullable(System.getenv("LOCKSTEP_TERMINAL_COLUMNS"))
                .map(Screen::parseColumns);
        boolean colour = Optional.ofNullable(System.getenv("NO_COLOR")).orElse("").isEmpty()
                && !"dumb".equals(System.getenv("TERM"));
        return new Screen(out, errorStream(System.getenv("LOCKSTEP_SCREEN")), columns, colour);
    }

    /** Takes up {@code --json} and {@code --quiet}. */
    public synchronized void configure(boolean json, boolean quiet) {
        this.json = json;
        this.quiet = quiet;
    }

    public boolean isTerminal() {
        return columns.isPresent();
    }

    public synchronized boolean isJson() {
        return json;
    }

    /** For a result that is no text of lines; nothing else may be printed while it is written. */
    PrintStream standardOutput() {
        return out;
    }

    /** A line of a report; not shown with {@code --quiet}. */
    public synchronized void report(String line) {
        if (!quiet) {
            print(json ? err : out, line);
        }
    }

    /** A line of the result itself: shown even with {@code --quiet}. */
    public synchronized void result(String line) {
        print(json ? err : out, line);
    }

    /** The one object of {@code --json}. */
    public synchronized void object(String text) {
        if (json) {
            print(out, text);
            objectShown = true;
        }
    }

    /** The same for a command that had nothing to say by one, such as {@code --help}. */
    public synchronized void lastObject(Supplier<String> text) {
        if (!objectShown) {
            object(text.get());
        }
    }

    public synchronized void warn(String line) {
        print(err, paint("33", "warning: ") + harmless(line));
    }

    /** Something is wrong, and the command is about to end. */
    public synchronized void fault(String line) {
        print(err, paint("31", "lockstep: ") + harmless(line));
    }

    /**
     * Replaces the progress line; nothing unless standard error is a terminal.
     *
     * @param widestFirst the same news in several widths, of which the first that fits is shown
     */
    public synchronized void progress(List<String> widestFirst) {
        if (quiet || columns.isEmpty()) {
            return;
        }
        int room = columns.get() - 1;
        String line = widestFirst.stream().filter(text -> text.length() <= room).findFirst()
                .orElse(widestFirst.getLast());
        int width = Math.min(room, line.length());
        String shown = line.substring(0, width);
        err.print("\r" + shown + " ".repeat(Math.max(0, progressWidth - width)));
        err.flush();
        progressWidth = width;
    }

    private void print(PrintStream stream, String line) {
        if (progressWidth > 0) {
            err.print("\r" + " ".repeat(progressWidth) + "\r");
            err.flush();
            progressWidth = 0;
        }
        stream.println(line);
        stream.flush();
    }

    /** What files and peers bring into a message cannot steer the terminal. */
    private static String harmless(String line) {
        return line.codePoints().map(c -> Character.isISOControl(c) && c != '\t' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    private String paint(String code, String text) {
        return colour ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    private static Integer parseColumns(String text) {
        try {
            int columns = Integer.parseInt(text.strip());
            return columns < MIN_COLUMNS || columns > MAX_COLUMNS ? DEFAULT_COLUMNS : columns;
        } catch (NumberFormatException e) {
            return DEFAULT_COLUMNS;
        }
    }

    /**
     * A stream to an inherited descriptor. Opening {@code /dev/fd/3} anew would give a file position of its own, and what is
     * written to a file would overwrite what other writers of the same redirection wrote.
     */
    private static PrintStream errorStream(String descriptor) {
        FileDescriptor chosen = FileDescriptor.err;
        if (descriptor != null) {
            try {
                var constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
                constructor.setAccessible(true);
                chosen = constructor.newInstance(Integer.parseInt(descriptor));
            } catch (ReflectiveOperationException | RuntimeException e) {
                chosen = FileDescriptor.err;
            }
        }
        return new PrintStream(new FileOutputStream(chosen), true, StandardCharsets.UTF_8);
    }
}
