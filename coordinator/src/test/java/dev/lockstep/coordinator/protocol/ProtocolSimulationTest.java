package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.coordinator.protocol.ProtocolSimulation.Faults;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of random shape with workers by the book, of which messages come in random order, some twice and some never, and
 * which die, sleep, lose their links and join. Whatever happens, the same losses are told in the same order, bit for bit:
 * every shard is in each sum exactly once, and no step is committed twice.
 */
class ProtocolSimulationTest {

    private static final int SEEDS = 40;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void anyOrderOfMessagesAndNumberOfWorkersTellsTheSameLosses(int shards) {
        for (int seed = 0; seed < SEEDS; seed++) {
            play(1000L * shards + seed, shards, Faults.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void aThirdOfTheControlMessagesMayBeLost(int shards) {
        int lost = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            lost += play(2000L * shards + seed, shards, new Faults(1 / 3.0, false)).lost();
        }
        assertThat(lost).as("control messages that were lost").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9, 16})
    void workersMayDieSleepLoseTheirLinksAndJoin(int shards) {
        int reassigned = 0;
        for (int seed = 0; seed < 2 * SEEDS; seed++) {
            reassigned += play(3000L * shards + seed, shards, new Faults(seed % 2 / 4.0, true)).reassigned();
        }
        assertThat(reassigned).as("times that shards were given to others").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void ofAtLeastThreeWorkersOneThatComputesOtherBitsIsFoundAndChangesNothing(int shards) {
        int wrongs = 0;
        int sentAway = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SplittableRandom shape = new SplittableRandom(4000L * shards + seed);
            RunPlan plan = audited(plan(shards, shape));
            List<String> alone = new ProtocolSimulation(plan(shards, new SplittableRandom(4000L * shards + seed)), 1,
                    Faults.NONE, new SplittableRandom(seed)).run();
            int workers = 3 + shape.nextInt(4);
            Faults faults = new Faults(seed % 3 / 8.0, false, true);
            ProtocolSimulation wrong = new ProtocolSimulation(plan, workers, faults, new SplittableRandom(seed + 1));
            assertThat(wrong.run()).as("seed %d, %d workers, %s", seed, workers, plan).isEqualTo(alone);
            wrongs += wrong.wrongs();
            sentAway += wrong.sentAway() ? 1 : 0;
        }
        assertThat(wrongs).as("times that a worker computed other bits").isGreaterThan(SEEDS / 2);
        assertThat(sentAway).as("runs in which it was sent away").isGreaterThan(SEEDS / 4);
    }

    /** Every sum is computed twice; it starts when all are there, so that nobody is alone. */
    private static RunPlan audited(RunPlan p) {
        return new RunPlan(3, p.failFast(), p.gatherNs(), p.term(), p.release(), p.knownAnswer(), p.train(),
                p.validation(), p.test(), p.batch(), p.shards(), p.parameters(), p.blocks(), p.reduction(),
                p.accuracy(),
                p.stop(), p.layers(), p.checkpoint(), 1, p.seed(), p.from());
    }

    private static ProtocolSimulation play(long seed, int shards, Faults faults) {
        SplittableRandom shape = new SplittableRandom(seed);
        RunPlan plan = plan(shards, shape);
        List<String> alone = new ProtocolSimulation(plan, 1, Faults.NONE, new SplittableRandom(seed)).run();
        int workers = 1 + shape.nextInt(6);
        ProtocolSimulation simulation = new ProtocolSimulation(plan, workers, faults, new SplittableRandom(seed + 1));
        assertThat(simulation.run()).as("seed %d, %d workers, %s", seed, workers, plan).isEqualTo(alone);
        return simulation;
    }

    private static RunPlan plan(int shards, SplittableRandom random) {
        StopSpec stop = new StopSpec(OptionalInt.of(1 + random.nextInt(3)),
                random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(6)) : OptionalLong.empty(),
                OptionalDouble.empty(), OptionalInt.empty(), OptionalDouble.empty());
        CheckpointPlan checkpoint = random.nextBoolean()
                ? CheckpointPlan.NONE
                : new CheckpointPlan(OptionalLong.of(1 + random.nextInt(4)), false);
        return new RunPlan(1, false, 1L << 60, 1, "1", Optional.empty(), 1 + random.nextInt(40),
                random.nextInt(3) * 300, random.nextInt(3) * 300, 1 + random.nextInt(12), shards, 100,
                1 + random.nextInt(4), Reduction.MEAN, true, stop, List.of(), checkpoint, random.nextInt(3) / 2.0, 1,
                Start.FRESH);
    }
}
