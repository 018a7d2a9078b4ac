package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Worker JVMs on this machine. They run the same Java with the same options as this process, what they print goes to the
 * run's log, and they end when this process does, however it ends (see {@link ParentWatch}). For one that dies another one
 * is started, as far as {@link Restarts} allows.
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

    private final Screen screen;
    private final Run.LossListener run;
    private final IntFunction<List<String>> moreArguments;
    /** Those that were started last, by number; guarded by this object. */
    private final Map<Integer, Child> children = new TreeMap<>();
    private final Map<Integer, Restarts> restarts = new TreeMap<>();
    private boolean closed;

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
     * @param run           told when no worker is left and none can be started
     * @param moreArguments of the worker of a number
     */
    WorkerProcesses(Screen screen, Run.LossListener run, IntFunction<List<String>> moreArguments) {
        this.screen = screen;
        this.run = run;
        this.moreArguments = moreArguments;
    }

    /**
     * Starts {@code count} workers.
     *
     * @param join where the coordinator listens
     * @throws IOException when one cannot be started; {@link #close} ends the others
     */
    synchronized void start(int count, HostPort join, int slots) throws IOException {
        for (int number = 1; number <= count; number++) {
            restarts.put(number, new Restarts());
            startOne(number, join, slots);
        }
    }

    private synchronized void startOne(int number, HostPort join, int slots) throws IOException {
        if (closed) {
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(command(number, join, slots)).redirectErrorStream(true);
        builder.environment().put(ParentWatch.VARIABLE, "1");
        builder.environment().remove("LOCKSTEP_SCREEN");
        builder.environment().remove("LOCKSTEP_TERMINAL_COLUMNS");
        Process process = builder.start();
        LastWords lastWords = new LastWords();
        Thread reader = Thread.ofPlatform().daemon().name("worker-output-" + number)
                .start(() -> read(number, process, lastWords));
        Child child = new Child(number, process, reader, lastWords);
        children.put(number, child);
        process.onExit().thenAcceptAsync(over -> afterEnd(ended(child), join, slots));
    }

    /** A worker JVM has ended: at the run's end, or before it. */
    private synchronized void afterEnd(Ended ended, HostPort join, int slots) {
        if (closed || ended.exitCode() == ExitCode.FINISHED || Signals.stopIsAsked()) {
            return;
        }
        OptionalLong delayMs = restarts.get(ended.number()).delayMs(ended.exitCode(), run.stepsDone());
        if (delayMs.isPresent()) {
            screen.warn(ended.words() + "; starting another");
            CompletableFuture.delayedExecutor(delayMs.getAsLong(), TimeUnit.MILLISECONDS)
                    .execute(() -> startAnother(ended, join, slots));
        } else {
            giveUp(ended.number(), ended.words());
        }
    }

    private synchronized void startAnother(Ended before, HostPort join, int slots) {
        try {
            startOne(before.number(), join, slots);
        } catch (IOException e) {
            giveUp(before.number(), before.words() + "; another one cannot be started: " + Words.of(e));
        }
    }

    /** The run goes on with the others if there are any and it has begun; else it waits for nobody. */
    private synchronized void giveUp(int number, String words) {
        restarts.remove(number);
        if (restarts.isEmpty() || run.stepsDone() == 0) {
            run.lost(RunStatus.WORKERS_LOST, words);
        } else {
            screen.warn(words + "; going on without it");
        }
    }

    private List<String> command(int number, HostPort join, int slots) {
        String more = System.getenv(OPTIONS_OF_ONE + number);
        List<String> options = more == null || more.isBlank() ? List.of() : List.of(more.strip().split("\\s+"));
        List<String> arguments = new ArrayList<>(List.of("worker", "--join", join.toString(), "--bind", join.host(),
                "--slots", Integer.toString(slots)));
        arguments.addAll(moreArguments.apply(number));
        return JavaCommand.of(options, arguments);
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
        List<Child> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(children.values());
        }
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(orderly ? ORDERLY_END_S : OTHER_END_S);
        for (Child child : last) {
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
