package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker JVMs on this machine. They run the same Java with the same options as this process, what they print goes to the
 * run's log, and they end when this process does, however it ends (see {@link ParentWatch}).
 *
 * <p>The environment variable {@code LOCKSTEP_WORKER_JAVA_OPTS_<i>} has more options for worker {@code i}, counted from 1:
 * with it a test makes workers that differ among themselves.
 */
final class WorkerProcesses implements Run.StartedWorkers {

    private static final Logger log = LoggerFactory.getLogger(WorkerProcesses.class);

    private static final String OPTIONS_OF_ONE = "LOCKSTEP_WORKER_JAVA_OPTS_";
    private static final String INCUBATOR_WARNING = "WARNING: Using incubator modules";
    private static final long ORDERLY_END_S = 5;
    /** After a loss: among them may be one that is stopped, and will not end by itself. */
    private static final long OTHER_END_S = 1;

    private final List<Child> children = new ArrayList<>();

    /** A worker JVM that has ended. */
    record Ended(int number, long processId, int exitCode, List<String> lastLines) {

        String words() {
            String said = lastLines.isEmpty() ? "it said nothing" : "it said: " + String.join(" | ", lastLines);
            return "worker process " + number + " (process id " + processId + ") ended with exit code " + exitCode
                    + "; " + said;
        }
    }

    private record Child(int number, Process process, Thread reader, LastWords lastWords) {}

    /**
     * Starts {@code count} workers.
     *
     * @param join   where the coordinator listens
     * @param onExit hears of every worker JVM that ends, on a thread of its own
     * @throws IOException when one cannot be started; {@link #close} ends the others
     */
    void start(int count, HostPort join, int slots, Consumer<Ended> onExit) throws IOException {
        for (int number = 1; number <= count; number++) {
            ProcessBuilder builder = new ProcessBuilder(command(number, join, slots)).redirectErrorStream(true);
            builder.environment().put(ParentWatch.VARIABLE, "1");
            builder.environment().remove("LOCKSTEP_SCREEN");
            builder.environment().remove("LOCKSTEP_TERMINAL_COLUMNS");
            Process process = builder.start();
            LastWords lastWords = new LastWords();
            int n = number;
            Thread reader = Thread.ofPlatform().daemon().name("worker-output-" + n)
                    .start(() -> read(n, process, lastWords));
            Child child = new Child(n, process, reader, lastWords);
            children.add(child);
            process.onExit().thenAcceptAsync(ended -> onExit.accept(ended(child)));
        }
    }

    private static List<String> command(int number, HostPort join, int slots) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String more = System.getenv(OPTIONS_OF_ONE + number);
        if (more != null && !more.isBlank()) {
            command.addAll(List.of(more.strip().split("\\s+")));
        }
        command.addAll(
                List.of("-cp", absoluteClassPath(), Main.class.getName(), "worker", "--join", join.toString(), "--bind",
                        join.host(), "--slots", Integer.toString(slots)));
        return command;
    }

    private static String absoluteClassPath() {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry).toAbsolutePath().toString());
        }
        return String.join(File.pathSeparator, entries);
    }

    private static void read(int number, Process process, LastWords lastWords) {
        Logger output = LoggerFactory.getLogger("worker-process-" + number);
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(INCUBATOR_WARNING)) {
                    continue;
                }
                output.info("{}", line);
                lastWords.hear(line);
            }
        } catch (IOException e) {
            output.warn("its output ended early: {}", e.toString());
        }
    }

    private static Ended ended(Child child) {
        try {
            child.reader.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Ended(child.number, child.process.pid(), child.process.exitValue(), child.lastWords.lines());
    }

    /** Waits a little for the workers to end by themselves, then ends them. */
    @Override
    public void close(boolean orderly) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(orderly ? ORDERLY_END_S : OTHER_END_S);
        for (Child child : children) {
            try {
                if (!child.process.waitFor(deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    log.warn("worker process {} (process id {}) did not end and is killed", child.number,
                            child.process.pid());
                    child.process.destroyForcibly().waitFor(ORDERLY_END_S, TimeUnit.SECONDS);
                }
                child.reader.join(TimeUnit.SECONDS.toMillis(1));
            } catch (InterruptedException e) {
                child.process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
