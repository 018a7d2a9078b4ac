package dev.lockstep.deploy.process;

import dev.lockstep.deploy.cli.JournalTail;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a run with three workers stands still when a process dies, stops or is cut off: the longest time between two
 * commits from the fault on, which is the time from the fault to the next finished step, and at most a step more. Prints a
 * table beside the longest such time of the same run without faults.
 */
final class RecoveryTimes {

    private static final int WORKERS = 3;
    private static final int VICTIM = 2;
    private static final long WARM_STEPS = 1_000;
    private static final int MAX_PAUSE_MS = 500;
    private static final long SETTLE_MS = 1_500;
    private static final long WAIT_S = 90;
    private static final long POLL_MS = 1;
    /** Endless: the run is killed when everything is measured. */
    private static final List<Object> JOB = List.of(Command.EXAMPLES.resolve("digits.conf"), "--set",
            "stop.epochs=1000000", "--set", "checkpoint.every-steps=200");
    private static final String SLOW_JOB = "digits-cnn.conf";
    private static final int SLOW_STEPS = 2_000;
    private static final Pattern MEDIAN = Pattern.compile("\"median_step_ms\":([0-9.E-]+)");

    private final int trials;
    private final Path folder;
    private final Random random = new Random(1);

    /** Something that is done to a cluster, or undone. */
    private interface Deed {
        void on(SmallCluster cluster) throws Exception;
    }

    private RecoveryTimes(int trials, Path folder) {
        this.trials = trials;
        this.folder = folder;
    }

    /** The argument is the number of trials of each kind. */
    public static void main(String[] arguments) throws Exception {
        int trials = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Path folder = Files.createTempDirectory("lockstep-recovery");
        try {
            new RecoveryTimes(trials, folder).measure();
        } finally {
            Folders.emptied(folder);
        }
    }

    private void measure() throws Exception {
        System.out.println("Three workers, the digits job; longest time between two finished steps, in ms");
        System.out.printf("%-58s %7s %9s %9s %9s%n", "", "trials", "median", "least", "most");
        try (SmallCluster cluster = training(Hosts.here(), "here")) {
            row("no fault", cluster, c -> {}, c -> {});
            row("kill -9 of a worker, its connection breaks", cluster, c -> c.kill(VICTIM), c -> c.start(VICTIM));
            row("kill -STOP of a worker", cluster, c -> c.stop(VICTIM), c -> c.goOn(VICTIM));
            restarts(cluster);
        }
        if (Network.isPossible()) {
            try (Network network = new Network(WORKERS + 1); SmallCluster cluster = training(network, "network")) {
                row("no fault, over namespaces", cluster, c -> {}, c -> {});
                row("a worker is cut off silently", cluster, c -> network.script("cut", VICTIM),
                        c -> network.healAll());
            }
        } else {
            System.out.println("a worker is cut off silently: not measured, which takes root");
        }
        takeOvers();
        slowWorker();
        CheckpointCost.print(folder.resolve("checkpoints"), trials);
    }

    private SmallCluster training(Hosts hosts, String name) throws Exception {
        SmallCluster cluster = new SmallCluster(folder.resolve(name), hosts, JOB, WORKERS);
        cluster.startAll();
        JournalTail tail = new JournalTail(cluster.metrics());
        await("the run is warm", cluster, () -> tail.newestStep() >= WARM_STEPS);
        return cluster;
    }

    private void row(String what, SmallCluster cluster, Deed fault, Deed mending) throws Exception {
        double[] standStillMs = new double[trials];
        JournalTail tail = new JournalTail(cluster.metrics());
        for (int trial = 0; trial < trials; trial++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PAUSE_MS));
            long step = tail.newestStep();
            long process = cluster.node(VICTIM).pid();
            fault.on(cluster);
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
            await("steps after: " + what, cluster, () -> tail.newestStep() > step + 1);
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
            standStillMs[trial] = StepLines.of(cluster.metrics()).longestMsAfter(step);
            mending.on(cluster);
            if (cluster.node(VICTIM).pid() != process) {
                await("the worker is back", cluster, () -> cluster.joined(VICTIM) > 0);
            } else if (what.startsWith("no fault")) {
                continue;
            } else {
                TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
                // Who was only suspected has never been away.
                await("the worker is back", cluster, () -> cluster.joined(VICTIM) > cluster.lost(VICTIM));
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MS);
        }
        print(what, standStillMs);
    }

    /** From the start of the new coordinator's process, JVM and all. */
    private void restarts(SmallCluster cluster) throws Exception {
        double[] backMs = new double[trials];
        for (int trial = 0; trial < trials; trial++) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PAUSE_MS) + SETTLE_MS);
            cluster.kill(SmallCluster.COORDINATOR);
            long startNs = System.nanoTime();
            cluster.start(SmallCluster.COORDINATOR);
            await("the coordinator trains", cluster, cluster::isTraining);
            // Its journal is there, and ends with the step that it went on from or a later one.
            JournalTail tail = new JournalTail(cluster.metrics());
            long first = tail.newestStep();
            await("its first step", cluster, () -> tail.newestStep() > first);
            backMs[trial] = (System.nanoTime() - startNs) / 1e6;
        }
        print("kill -9 of the coordinator: from the new one's start", backMs);
    }

    /** From the death of a coordinator that has a standby to the next finished step. */
    private void takeOvers() throws Exception {
        double[] backMs = new double[trials];
        for (int trial = 0; trial < trials; trial++) {
            try (SmallCluster cluster = new SmallCluster(folder.resolve("standby-" + trial), Hosts.here(), JOB,
                    WORKERS);
                    Command standby = cluster.startWithStandby()) {
                JournalTail tail = new JournalTail(cluster.metrics());
                await("the run is warm", cluster, () -> tail.newestStep() >= WARM_STEPS);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(MAX_PAUSE_MS));
                cluster.kill(SmallCluster.COORDINATOR);
                long killedNs = System.nanoTime();
                standby.await("it trains", WAIT_S, () -> standby.err().contains("training with"));
                long first = tail.newestStep();
                standby.await("its first step", WAIT_S, () -> tail.newestStep() > first);
                backMs[trial] = (System.nanoTime() - killedNs) / 1e6;
            }
        }
        print("kill -9 of a coordinator that has a standby", backMs);
    }

    private void slowWorker() throws Exception {
        double healthyMs = medianStepMs("healthy", 2, Map.of());
        double mixedMs = medianStepMs("mixed", 3, Map.of("LOCKSTEP_JAVA_OPTS", "-Dlockstep.slow=10"));
        System.out.printf(
                "%n%s: median step %.2f ms with 2 workers, %.2f ms with a third one 10 times slower: %.2f times%n",
                SLOW_JOB, healthyMs, mixedMs, mixedMs / healthyMs);
    }

    /** @param last environment of the last worker */
    private double medianStepMs(String name, int workers, Map<String, String> last) throws Exception {
        List<Object> job = List.of(Command.EXAMPLES.resolve(SLOW_JOB), "--set", "stop.steps=" + SLOW_STEPS, "--set",
                "stop.epochs=1000");
        try (SmallCluster cluster = new SmallCluster(folder.resolve(name), Hosts.here(), job, workers)) {
            for (int node = 0; node < workers; node++) {
                cluster.start(node);
            }
            cluster.start(workers, last);
            Command coordinator = cluster.coordinatorCommand();
            if (coordinator.awaitEnd(WAIT_S) != 0) {
                throw new AssertionError(coordinator.toString());
            }
            Matcher matcher = MEDIAN.matcher(coordinator.out());
            if (!matcher.find()) {
                throw new AssertionError("no median: " + coordinator);
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    private static void print(String what, double[] ms) {
        double[] sorted = ms.clone();
        Arrays.sort(sorted);
        System.out.printf("%-58s %7d %9.1f %9.1f %9.1f%n", what, ms.length, Medians.of(ms), sorted[0],
                sorted[sorted.length - 1]);
    }

    private static void await(String what, SmallCluster cluster, BooleanSupplier condition) throws Exception {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_S);
        while (!condition.getAsBoolean()) {
            Command coordinator = cluster.coordinatorCommand();
            if (!coordinator.isAlive() || System.nanoTime() > deadlineNs) {
                throw new AssertionError("not within " + WAIT_S + " s: " + what + ": " + coordinator);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }
}
