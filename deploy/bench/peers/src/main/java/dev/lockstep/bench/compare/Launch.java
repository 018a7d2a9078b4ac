package dev.lockstep.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs one row on one network once, with nothing beside it. */
final class Launch {

    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(90);
    private static final long LOOK_EVERY_MS = 100;
    private static final int TOLD_LINES = 20;

    private Launch() {}

    /** Throws, with what the processes wrote last, if one of them fails or is not done in time. */
    static Measurement run(Row row, Network network, Place place, int round) {
        Path folder = place.runFolder(network, row, round);
        try {
            delete(folder);
            Files.createDirectories(folder);
            PeakMemory memory = new PeakMemory();
            List<Process> processes = new ArrayList<>();
            try {
                for (List<String> command : row.commands(network, place, folder)) {
                    processes.add(start(command, row.threads(), place, folder, log(folder, processes.size())));
                }
                await(processes, memory, row.name() + " on " + network.name(), folder);
            } finally {
                processes.forEach(Launch::end);
            }
            StepLog steps = row.read(folder);
            return new Measurement(steps.medianMs(network), steps.lastLoss(), memory.totalMib(), steps.parameters(),
                    steps.version());
        } catch (IOException e) {
            throw new BenchFault("cannot run " + row.name() + " in " + folder + ": " + e);
        }
    }

    /** The environment is the same for all sides: OpenBLAS chooses its kernels itself. */
    private static Process start(List<String> command, int threads, Place place, Path folder, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())
                .directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("OPENBLAS_") || name.startsWith("OMP_"));
        environment.put("OPENBLAS_NUM_THREADS", "" + threads);
        environment.put("OMP_NUM_THREADS", "" + threads);
        environment.put("GLOO_SOCKET_IFNAME", "lo");
        environment.put("LOCKSTEP_JAVA_HOME", place.javaHome().toString());
        return builder.start();
    }

    private static void await(List<Process> processes, PeakMemory memory, String what, Path folder)
            throws IOException {
        long beganNs = System.nanoTime();
        for (int i = 0; i < processes.size(); i++) {
            while (!isOver(processes.get(i))) {
                memory.look(processes);
                if (System.nanoTime() - beganNs > DEADLINE_NS) {
                    String wrote = lastLines(log(folder, i));
                    throw new TooSlow(what + " was not done after " + TimeUnit.NANOSECONDS.toSeconds(DEADLINE_NS) + " s"
                            + (wrote.isEmpty() ? "" : "; it wrote:\n" + wrote));
                }
            }
            if (processes.get(i).exitValue() != 0) {
                throw new BenchFault(what + " ended with exit code " + processes.get(i).exitValue() + ". It wrote:\n"
                        + lastLines(log(folder, i)));
            }
        }
    }

    private static boolean isOver(Process process) {
        try {
            return process.waitFor(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new BenchFault("interrupted");
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Path log(Path folder, int process) {
        return folder.resolve("log-" + process);
    }

    private static String lastLines(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
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
