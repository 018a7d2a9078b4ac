package dev.lockstep.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class StepModelTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final Job BIG = Job.of(Network.BIG);
    private static final StepModel MODEL = new StepModel(Fixtures.CONSTANTS, BIG);
    private static final double BYTES = Network.BIG.gradientBytes();
    private static final double SLOW_BITS_PER_S = 1e6;

    @Test
    void withOneWorkerInAProcessOfItsOwnAStepIsWhatWasMeasured() {
        double alone = 1e-3 + 128 * 200e-6 + BYTES * Fixtures.STEP_S_PER_BYTE;
        assertThat(MODEL.aloneS(1)).isCloseTo(alone, EXACT);
        assertThat(processes(1)).isCloseTo(alone + 2 * Fixtures.HOP_S + BYTES * Fixtures.ONE_WAY_S_PER_BYTE, EXACT);
    }

    @Test
    void workersBeyondTheCoresCostTheirFixedPartsAndExchangesAndWinNothing() {
        double pass = (4 * 1e-3 + 128 * 200e-6) / 2;
        double exchange = BYTES * (2.5 * Fixtures.ONE_WAY_S_PER_BYTE + 3 * Fixtures.ADD_S_PER_BYTE / 2
                + Fixtures.STEP_S_PER_BYTE);
        assertThat(processes(4)).isCloseTo(pass + exchange + 2 * Fixtures.HOP_S, EXACT);
        assertThat(processes(8)).isGreaterThan(processes(4));
    }

    @Test
    void aSlowNetworkCardTakesTheBytesOfTheTable() {
        assertBytes(new Topology.Star(), 8, 8 * BYTES, 8 * lastBlock());
        double all = 2 * BYTES * 7 / 8;
        assertBytes(new Topology.EvenOwners(), 8, all, lastBlock());
        assertBytes(new Topology.Ring(), 8, all, 0);
    }

    @Test
    void ownersShareTheStarsLoadAndMoreThanBlocksChangeNothing() {
        double star = slow(new Topology.Star(), 64);
        assertThat(slow(new Topology.Owners(4), 64)).isBetween(star / 4, star / 3);
        int blocks = Network.BIG.blocks().blocks();
        assertThat(slow(new Topology.Owners(blocks), 64)).isLessThan(star / 12)
                .isEqualTo(slow(new Topology.Owners(64), 64));
    }

    @Test
    void oneWorkerThatOwnsAllSendsNothing() {
        double alone = new StepModel(Fixtures.CONSTANTS, BIG).aloneS(8);
        assertThat(slow(new Topology.EvenOwners(), 1)).isLessThan(alone + 3 * BYTES * Fixtures.ONE_WAY_S_PER_BYTE);
    }

    @Test
    void blocksThatLeaveEarlyHideBehindThePass() {
        double pass = (1e-3 + 128 * 200e-6);
        double fastS = MODEL.stepS(Cluster.machines(Fixtures.CONSTANTS, 1, 100e9), new Topology.Star(), 1);
        assertThat(fastS).isGreaterThan(pass).isLessThan(pass + 2 * BYTES * Fixtures.ONE_WAY_S_PER_BYTE);
    }

    /** With a card this slow all else is nothing beside the bytes. */
    private static void assertBytes(Topology topology, int workers, double bytes, double moreAtMost) {
        double moved = slow(topology, workers) * Cluster.machines(Fixtures.CONSTANTS, 8, SLOW_BITS_PER_S).bytesPerS();
        assertThat(moved).isBetween(bytes, 1.001 * bytes + moreAtMost + BYTES * 0.01);
    }

    private static double lastBlock() {
        return 4.0 * Network.BIG.blocks().length(Network.BIG.blocks().blocks() - 1) + 4 * (1 << 18);
    }

    private static double processes(int workers) {
        return MODEL.stepS(Cluster.processes(Fixtures.CONSTANTS), new Topology.Star(), workers);
    }

    private static double slow(Topology topology, int workers) {
        StepModel model = new StepModel(Fixtures.CONSTANTS, new Job(Network.BIG, 128, 128));
        return model.stepS(Cluster.machines(Fixtures.CONSTANTS, 8, SLOW_BITS_PER_S), topology, workers);
    }
}
