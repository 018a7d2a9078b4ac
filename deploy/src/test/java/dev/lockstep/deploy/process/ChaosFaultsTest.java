package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A coordinator and three workers, of which processes are killed and stopped at random, the coordinator among them: the
 * model is that of a run in which nothing happened, each step is on record once, and everybody ends by himself.
 *
 * <p>One seed again: {@code mvn verify -Pfaults -Dlockstep.faults.seed=7 -Dlockstep.faults.runs=1}. A run that failed leaves
 * its folder below {@code target/faults}.
 */
class ChaosFaultsTest {

    private static final int WORKERS = 3;
    private static final long FIRST_SEED = Long.getLong("lockstep.faults.seed", 1);
    private static final int RUNS = Integer.getInteger("lockstep.faults.runs", 20);
    /** About 20 s for an undisturbed run with its start, on two cores. */
    private static final int EPOCHS = Integer.getInteger("lockstep.faults.epochs", 350);
    private static final List<Object> JOB = List.of(Command.EXAMPLES.resolve("digits.conf"), "--set",
            "stop.epochs=" + EPOCHS, "--set", "optimizer.schedule.steps=" + EPOCHS * Undisturbed.STEPS_PER_EPOCH,
            "--set", "checkpoint.every-steps=200");
    private static final long START_S = 60;
    private static final long RUN_S = 180;
    private static final long WORKERS_END_S = 30;
    /** A worker this young when the run ended may never have met its coordinator: then it waits for the next one. */
    private static final long YOUNG_NS = TimeUnit.SECONDS.toNanos(15);

    private static Undisturbed undisturbed;

    @BeforeAll
    static void runUndisturbed() throws Exception {
        undisturbed = Undisturbed.run(JOB);
    }

    static LongStream seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + RUNS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Timeout(value = 400, unit = TimeUnit.SECONDS)
    void killsAndStopsLeaveTheModelAsItIs(long seed) throws Exception {
        Path folder = Folders.emptied(Folders.KEPT.resolve("seed-" + seed));
        try (SmallCluster cluster = new SmallCluster(folder, Hosts.here(), JOB, WORKERS)) {
            cluster.startAll();
            cluster.coordinatorCommand().await("training has begun", START_S, cluster::isTraining);
            Chaos chaos = new Chaos(cluster, ChaosPlan.of(seed, WORKERS));
            chaos.run();
            Command coordinator = cluster.coordinatorCommand();
            coordinator.awaitEnd(RUN_S);
            chaos.tell("the coordinator has ended");
            String told = chaos.transcript() + "\n" + coordinator;
            undisturbed.requireSame(coordinator, cluster.runFolder(), told);
            workersEnd(cluster, chaos);
            assertThat(chaos.hits()).as(told).isGreaterThanOrEqualTo(ChaosPlan.LEAST);
            assertThat(chaos.coordinatorHits()).as(told).isPositive();
            System.out.println(chaos.transcript());
        }
        Folders.emptied(folder);
    }

    private static void workersEnd(SmallCluster cluster, Chaos chaos) throws Exception {
        for (int node = 1; node <= cluster.workers(); node++) {
            Command worker = cluster.node(node);
            if (cluster.ageNs(node) < YOUNG_NS && worker.isAlive()) {
                TimeUnit.SECONDS.sleep(2);
                if (worker.isAlive()) {
                    chaos.tell(SmallCluster.name(node) + " came too late for the run and is told to end");
                    worker.signal("TERM");
                    assertThat(worker.awaitEnd(WORKERS_END_S)).as(worker.toString()).isIn(0, 3);
                }
            } else if (worker.isAlive() || worker.exitCode() != 128 + 9) {
                assertThat(worker.awaitEnd(WORKERS_END_S)).as(chaos.transcript() + "\n" + worker).isZero();
            }
        }
    }
}
