package dev.lockstep.deploy.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Trains one job twice: undisturbed in one process, then with a coordinator and three worker processes that are killed and
 * stopped on the way. Ends with the hashes of both models. For one thread.
 */
final class ChaosDemo {

    private static final int WORKERS = 3;
    private static final int COORDINATOR = 0;
    private static final long STEPS = 6_000;
    private static final long CHECKPOINT_STEPS = 100;
    private static final int STOP_S = 3;
    private static final long POLL_MS = 2;
    /** For each thing that is waited for; on an idle machine of two cores the whole takes half a minute. */
    private static final long WAIT_S = 90;

    private final Screen screen;
    private final Path job;
    private final Path folder;
    private final Path run;
    private final JournalTail journal;
    private final String address;
    private final DemoProcess[] nodes = new DemoProcess[WORKERS + 1];
    private final List<DemoProcess> all = new ArrayList<>();
    private long startNs = System.nanoTime();
    private int kills;

    /** @param folder for both runs and what the processes print */
    ChaosDemo(Screen screen, Path job, Path folder) {
        this.screen = screen;
        this.job = job;
        this.folder = folder;
        this.run = folder.resolve("disturbed");
        this.journal = new JournalTail(run.resolve("metrics.jsonl"));
        this.address = freeAddress();
    }

    /** @return the exit code */
    int run() throws InterruptedException {
        try {
            screen.report("Training the digits job, " + STEPS + " steps, undisturbed in one process:");
            String undisturbed = undisturbed();
            startNs = System.nanoTime();
            screen.report("Again, with a coordinator and " + WORKERS + " worker processes, which are now killed:");
            String disturbed = disturbed();
            return compare(undisturbed, disturbed);
        } finally {
            for (DemoProcess process : all) {
                process.kill();
            }
        }
    }

    private String undisturbed() throws InterruptedException {
        Path calm = folder.resolve("undisturbed");
        DemoProcess process = start("undisturbed", List.of("train", job.toString(), "--run-dir", calm.toString()));
        JournalTail tail = new JournalTail(calm.resolve("metrics.jsonl"));
        await("the undisturbed run", tail, process, () -> !process.isAlive());
        return hash(process, calm);
    }

    private String disturbed() throws InterruptedException {
        for (int node = 0; node <= WORKERS; node++) {
            start(node);
        }
        reach(1, "the first step");
        say("step 1 is done; coordinator: process " + nodes[COORDINATOR].id() + ", workers: processes "
                + nodes[1].id() + ", " + nodes[2].id() + " and " + nodes[3].id());
        reach(STEPS / 10, "training");
        kill(1);
        start(1);
        reach(STEPS / 4, "training");
        stop(2);
        reach(STEPS / 2, "training");
        killCoordinator();
        reach(STEPS * 3 / 4, "training");
        kill(2);
        kill(3);
        start(2);
        start(3);
        DemoProcess coordinator = nodes[COORDINATOR];
        await("the end of the run", journal, coordinator, () -> !coordinator.isAlive());
        say("step " + journal.newestStep() + " is done, and the run is finished");
        return hash(coordinator, run);
    }

    private int compare(String undisturbed, String disturbed) {
        boolean equal = undisturbed.equals(disturbed);
        screen.result("undisturbed          " + undisturbed);
        screen.result(kills + " killed, 1 stopped  " + disturbed);
        screen.report("run folders in " + folder);
        int exitCode = equal ? ExitCode.FINISHED : ExitCode.FAILED;
        if (equal) {
            screen.result("The two models are the same, byte for byte.");
        } else {
            screen.fault("the two models differ, which must not be: please report it with " + folder);
        }
        screen.object(Json.ended(exitCode, json -> {
            json.writeNumberField("killed", kills);
            json.writeStringField("undisturbed_sha256", undisturbed);
            json.writeStringField("disturbed_sha256", disturbed);
            json.writeStringField("run_dir", folder.toString());
        }));
        return exitCode;
    }

    private void kill(int worker) throws InterruptedException {
        DemoProcess victim = nodes[worker];
        victim.kill();
        kills++;
        afterFault("kill -9 of worker " + worker + " (process " + victim.id() + ")");
    }

    private void stop(int worker) throws InterruptedException {
        nodes[worker].stopFor(STOP_S);
        afterFault("kill -STOP, for " + STOP_S + " s, of worker " + worker + " (process " + nodes[worker].id() + ")");
    }

    private void afterFault(String fault) throws InterruptedException {
        long atNs = System.nanoTime();
        long step = journal.newestStep();
        reach(step + 1, "the next step after: " + fault);
        say(String.format(Locale.ROOT, "%s in step %d, which is done %.2f s later", fault, step + 1,
                (System.nanoTime() - atNs) / 1e9));
    }

    private void killCoordinator() throws InterruptedException {
        DemoProcess victim = nodes[COORDINATOR];
        victim.kill();
        kills++;
        long reached = journal.newestStep();
        say("kill -9 of the coordinator (process " + victim.id() + ") in step " + (reached + 1)
                + "; another one is started");
        long atNs = System.nanoTime();
        start(COORDINATOR);
        // Its journal replaces the old one, which begins again behind the checkpoint.
        await("the new coordinator's first step", journal, nodes[COORDINATOR],
                () -> journal.newestStep() != reached && nodes[COORDINATOR].hasSaid("training with"));
        say(String.format(Locale.ROOT, "the new coordinator (process %d) trains %.1f s later, %s",
                nodes[COORDINATOR].id(), (System.nanoTime() - atNs) / 1e9,
                nodes[COORDINATOR].lineWith("going on from").orElse("from its checkpoint")));
    }

    private void reach(long step, String what) throws InterruptedException {
        await(what, journal, nodes[COORDINATOR], () -> journal.newestStep() >= Math.min(step, STEPS));
    }

    /** Waits and shows how far it is; a coordinator or run that ends too early is a fault. */
    private void await(String what, JournalTail tail, DemoProcess watched, BooleanSupplier condition)
            throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!condition.getAsBoolean()) {
            if (!watched.isAlive() && !condition.getAsBoolean()) {
                throw CommandFault.environment("a process ended with exit code " + watched.exitCode() + " before "
                        + what + "; it said: " + watched.lastLine() + "; see " + watched.output());
            }
            if (System.nanoTime() > deadlineNs) {
                throw CommandFault.environment(what + " did not come within " + WAIT_S + " s; see " + folder);
            }
            screen.progress(List.of("step " + tail.newestStep() + "/" + STEPS));
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    private void start(int node) {
        List<String> arguments = node == COORDINATOR
                ? List.of("coordinator", job.toString(), "--bind", address, "--expect", Integer.toString(WORKERS),
                        "--run-dir", run.toString())
                : List.of("worker", "--join", address, "--slots", "1");
        nodes[node] = start(node == COORDINATOR ? "coordinator" : "worker-" + node, arguments);
    }

    private DemoProcess start(String name, List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        if (!arguments.getFirst().equals("worker")) {
            words.addAll(List.of("--set", "stop.steps=" + STEPS, "--set", "stop.epochs=" + STEPS, "--set",
                    "optimizer.schedule.steps=" + STEPS, "--set", "checkpoint.every-steps=" + CHECKPOINT_STEPS));
        }
        DemoProcess process = DemoProcess.start(folder.resolve(name + "-" + (all.size() + 1) + ".txt"), words);
        all.add(process);
        return process;
    }

    private String hash(DemoProcess process, Path runFolder) {
        try {
            Optional<String> hash = SummaryFile.hash(runFolder.resolve(RunFolder.SUMMARY));
            if (process.exitCode() == ExitCode.FINISHED && hash.isPresent()) {
                return hash.get();
            }
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run's summary: " + Words.of(e), e);
        }
        throw CommandFault.environment("a run ended with exit code " + process.exitCode() + "; it said: "
                + process.lastLine() + "; see " + process.output());
    }

    private void say(String line) {
        screen.report(String.format(Locale.ROOT, "%6.1f s  %s", (System.nanoTime() - startNs) / 1e9, line));
    }

    private static String freeAddress() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        } catch (IOException e) {
            throw CommandFault.environment("no free port: " + Words.of(e), e);
        }
    }
}
