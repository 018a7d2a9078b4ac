package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A coordinator and three workers in network namespaces, whose links are cut, lose packets, are slow or late in the middle
 * of a run: the model of a run that nothing happened to, and everybody ends by himself. Needs root.
 */
@Timeout(value = 400, unit = TimeUnit.SECONDS)
class NetworkFaultsTest {

    private static final int WORKERS = 3;
    /** Ends long after a cut, so that who was cut off comes back to it. */
    private static final List<Object> LONG_JOB = job(2_000);
    /** Loss and delay cost every step some hundred milliseconds. */
    private static final List<Object> SHORT_JOB = job(40);
    private static final long START_S = 60;
    private static final long RUN_S = 180;
    private static final long WORKERS_END_S = 30;
    /** Longer than the silence after which a worker is lost, not only suspected. */
    private static final long LONG_CUT_S = 12;
    private static final long SHORT_CUT_S = 3;

    private static Undisturbed undisturbedLong;
    private static Undisturbed undisturbedShort;

    /** What happens to the network of a run that goes on. */
    private interface Weather {
        void on(Network network) throws Exception;
    }

    private record Case(String name, Weather before, Weather during) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cuts() {
        return Stream.of(
                new Case("a worker is cut off for a moment", network -> {},
                        network -> cut(network, SHORT_CUT_S, "cut", 2)),
                new Case("a worker is cut off until it is lost", network -> {},
                        network -> cut(network, LONG_CUT_S, "cut", 2)),
                new Case("nothing from a worker arrives", network -> {},
                        network -> cut(network, LONG_CUT_S, "cut", 2, "out")),
                new Case("nothing for a worker arrives", network -> {},
                        network -> cut(network, LONG_CUT_S, "cut", 2, "in")),
                new Case("the coordinator is cut off from all", network -> {},
                        network -> cut(network, LONG_CUT_S, "cut", 0)));
    }

    static Stream<Case> badLinks() {
        return Stream.of(
                new Case("a worker's packets are lost", network -> {}, network -> network.script("lose", 2, 5)),
                new Case("all packets of the coordinator may be lost", network -> network.script("lose", 0, 2),
                        network -> {}),
                new Case("a worker's link is slow", network -> {}, network -> network.script("limit", 2, "20mbit")),
                new Case("a worker is far away", network -> network.delay(2, 40), network -> {}));
    }

    private static void cut(Network network, long seconds, Object... words) throws Exception {
        network.script(words);
        TimeUnit.SECONDS.sleep(seconds);
        network.healAll();
    }

    @BeforeAll
    static void runUndisturbed() throws Exception {
        assumeThat(Network.isPossible()).as("namespaces can be made, which takes root").isTrue();
        undisturbedLong = Undisturbed.run(LONG_JOB);
        undisturbedShort = Undisturbed.run(SHORT_JOB);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void whoIsCutOffComesBackAndTheModelIsTheSame(Case weather) throws Exception {
        run(weather, LONG_JOB, undisturbedLong);
    }

    @ParameterizedTest
    @MethodSource("badLinks")
    void aBadLinkLeavesTheModelAsItIs(Case weather) throws Exception {
        run(weather, SHORT_JOB, undisturbedShort);
    }

    private static List<Object> job(int epochs) {
        return List.of(Command.EXAMPLES.resolve("digits.conf"), "--set", "stop.epochs=" + epochs, "--set",
                "optimizer.schedule.steps=" + epochs * Undisturbed.STEPS_PER_EPOCH, "--set",
                "checkpoint.every-steps=200");
    }

    private static void run(Case weather, List<Object> job, Undisturbed undisturbed) throws Exception {
        Path folder = Folders.emptied(Folders.KEPT.resolve(weather.name().replace(' ', '-')));
        try (Network network = new Network(WORKERS + 1);
                SmallCluster cluster = new SmallCluster(folder, network, job, WORKERS)) {
            weather.before().on(network);
            cluster.startAll();
            Command coordinator = cluster.coordinatorCommand();
            coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 3/"));
            weather.during().on(network);
            coordinator.awaitEnd(RUN_S);
            undisturbed.requireSame(coordinator, cluster.runFolder(), coordinator.toString());
            for (int node = 1; node <= WORKERS; node++) {
                Command worker = cluster.node(node);
                assertThat(worker.awaitEnd(WORKERS_END_S)).as(worker.toString()).isZero();
            }
        }
        Folders.emptied(folder);
    }
}
