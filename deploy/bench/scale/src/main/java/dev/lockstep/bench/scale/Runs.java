package dev.lockstep.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs Lockstep by its command, one run at a time, and tells the median time of a step in seconds. A run ends after its
 * steps or after some seconds, whatever comes first.
 *
 * @param folder for what runs leave behind
 */
record Runs(Path project, Path folder) {

    /** What floats travel by between a coordinator and a worker of one machine. */
    enum Plane {
        SHARED("shared memory", ""), TCP("TCP", "-Dlockstep.plane=tcp");

        private final String text;
        private final String javaOptions;

        Plane(String text, String javaOptions) {
            this.text = text;
            this.javaOptions = javaOptions;
        }
    }

    private static final String PORT = ":7400";
    private static final long START_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long MEASURED_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long END_S = 30;
    private static final long LOOK_EVERY_MS = 50;
    /** Fewer are no measurement. */
    private static final int LEAST_STEPS = 4;
    private static final int TOLD_LINES = 20;

    /** One process, one worker, one slot. */
    double alone(Job job) {
        return measure(job + " alone", List.of(train(job, "--workers", "1")), Plane.SHARED);
    }

    /** A coordinator, and so many worker processes of one slot. */
    double processes(Job job, int workers, Plane plane) {
        return measure(job + ", " + workers + " processes, " + plane.text,
                List.of(train(job, "--processes", "" + workers)), plane);
    }

    /** A coordinator and workers of one slot, each in a namespace. */
    double spread(Job job, Namespaces namespaces, long megabitsPerS) {
        String coordinator = namespaces.address(Namespaces.COORDINATOR) + PORT;
        List<List<String>> commands = new ArrayList<>();
        commands.add(namespaces.in(Namespaces.COORDINATOR, options(job, List.of(command(), "coordinator",
                job(job), "--bind", coordinator, "--expect", "" + namespaces.workers()))));
        for (int worker = 1; worker <= namespaces.workers(); worker++) {
            commands.add(namespaces.in(worker, List.of(command(), "worker", "--join", coordinator, "--slots", "1",
                    "--run-dir", folder.resolve("worker-" + worker).toString())));
        }
        return measure(job + ", " + namespaces.workers() + " namespaces, " + megabitsPerS + " Mbit/s", commands,
                Plane.TCP);
    }

    private List<String> train(Job job, String... workers) {
        return options(job, Stream.concat(Stream.of(command(), "train", job(job), "--slots", "1"), Stream.of(workers))
                .toList());
    }

    private String command() {
        return project.resolve("deploy/bin/lockstep").toString();
    }

    private String job(Job job) {
        return project.resolve("deploy/bench/jobs/" + job.network().name() + ".conf").toString();
    }

    private List<String> options(Job job, List<String> command) {
        return Stream.concat(command.stream(),
                Stream.of("--quiet", "--run-dir", folder.resolve("run").toString(), "--set", "batch=" + job.batch(),
                        "--set", "shards=" + job.shards(), "--set", "stop.steps=" + job.network().steps()))
                .toList();
    }

    /** @param commands the first of them writes the steps */
    private double measure(String what, List<List<String>> commands, Plane plane) {
        List<Process> processes = new ArrayList<>();
        try {
            delete(folder);
            Files.createDirectories(folder);
            for (List<String> command : commands) {
                ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                        .redirectOutput(log(processes.size()).toFile()).directory(folder.toFile());
                builder.environment().putAll(Map.of("LOCKSTEP_JAVA_OPTS", plane.javaOptions, "LOCKSTEP_JAVA_HOME",
                        System.getProperty("java.home")));
                processes.add(builder.start());
            }
            await(what, processes.getFirst());
            StepTimes steps = StepTimes.read(metrics());
            if (steps.count() < LEAST_STEPS) {
                throw new ScaleFault(what + ": only " + steps.count() + " steps came" + lastLines());
            }
            System.err.printf(Locale.ROOT, "%-48s %9.3f ms, median of the second half of %d steps%n", what,
                    steps.medianS() * 1e3, steps.count());
            return steps.medianS();
        } catch (IOException e) {
            throw new ScaleFault("cannot run " + what + ": " + e);
        } finally {
            processes.forEach(Runs::end);
        }
    }

    /** Until the run has ended by itself, or has been asked to. */
    private void await(String what, Process process) throws IOException {
        long beganNs = System.nanoTime();
        long firstStepNs = 0;
        while (!isOver(process, LOOK_EVERY_MS)) {
            long nowNs = System.nanoTime();
            if (firstStepNs == 0 && Files.exists(metrics()) && Files.size(metrics()) > 0) {
                firstStepNs = nowNs;
            }
            if (firstStepNs == 0 && nowNs - beganNs > START_NS) {
                throw new ScaleFault(what + " did not begin in time" + lastLines());
            }
            if (firstStepNs != 0 && nowNs - firstStepNs > MEASURED_NS) {
                process.destroy();
                if (!isOver(process, TimeUnit.SECONDS.toMillis(END_S))) {
                    throw new ScaleFault(what + " did not end in time" + lastLines());
                }
                return;
            }
        }
        if (process.exitValue() != 0) {
            throw new ScaleFault(what + " ended with exit code " + process.exitValue() + lastLines());
        }
    }

    private static boolean isOver(Process process, long waitMs) {
        try {
            return process.waitFor(waitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new ScaleFault("interrupted");
        }
    }

    private static void end(Process process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        if (isOver(process, TimeUnit.SECONDS.toMillis(2))) {
            return;
        }
        all.forEach(ProcessHandle::destroyForcibly);
        isOver(process, TimeUnit.SECONDS.toMillis(END_S));
    }

    private Path metrics() {
        return folder.resolve("run").resolve("metrics.jsonl");
    }

    private Path log(int process) {
        return folder.resolve("log-" + process);
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log(0));
        return "; it wrote:\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
