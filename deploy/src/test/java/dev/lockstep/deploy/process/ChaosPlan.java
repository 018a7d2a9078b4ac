package dev.lockstep.deploy.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Faults at moments that follow from a seed. At least one in the first {@link #LEAST} hits the coordinator.
 *
 * @param seed of everything drawn
 */
record ChaosPlan(long seed, List<Fault> faults) {

    static final int LEAST = 5;
    private static final int MOST = 8;
    private static final int MIN_GAP_MS = 100;
    private static final int MAX_GAP_MS = 4_000;
    private static final int MAX_DOWN_MS = 1_500;
    /** Beyond the silence after which a node is lost, too. */
    private static final int MAX_STOP_MS = 9_000;

    enum Kind {
        KILL, STOP
    }

    /**
     * @param afterMs since the fault before, or the first step
     * @param node    0 is the coordinator; where it is down, the next one that is up takes its place
     * @param forMs   until it is started again, or goes on
     */
    record Fault(int afterMs, Kind kind, int node, int forMs) {}

    static ChaosPlan of(long seed, int workers) {
        Random random = new Random(seed);
        int count = LEAST + random.nextInt(MOST - LEAST + 1);
        int coordinators = random.nextInt(LEAST);
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int node = i == coordinators ? SmallCluster.COORDINATOR : random.nextInt(workers + 1);
            Kind kind = random.nextInt(3) < 2 ? Kind.KILL : Kind.STOP;
            int most = kind == Kind.KILL ? MAX_DOWN_MS : random.nextBoolean() ? MAX_DOWN_MS : MAX_STOP_MS;
            int afterMs = MIN_GAP_MS + random.nextInt(MAX_GAP_MS - MIN_GAP_MS);
            faults.add(new Fault(afterMs, kind, node, random.nextInt(most)));
        }
        return new ChaosPlan(seed, List.copyOf(faults));
    }
}
