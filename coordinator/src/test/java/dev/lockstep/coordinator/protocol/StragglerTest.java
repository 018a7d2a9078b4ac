package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What slow workers cost, in virtual time: workers of given speeds, a network and an optimizer that take no time. */
class StragglerTest {

    private static final int STEPS = 200;
    private static final int WARM_UP_STEPS = 1;
    private static final double MS = 1e6;

    @Test
    void aWorkerTenTimesSlowerCostsThreeLessThanSixTenthsOfTheStepOfTwo() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int shards = 6 + random.nextInt(60);
            double fast = MS * random.nextDouble(0.2, 20);
            double other = fast * random.nextDouble(0.8, 1.25);
            double healthy = stepNs(shards, fast, other);
            double withSlow = stepNs(shards, fast, other, 10 * Math.max(fast, other));
            assertThat(withSlow / healthy)
                    .as("seed %d, %d shards of %.1f and %.1f ms", seed, shards, fast / MS, other / MS)
                    .isLessThan(1.6);
        }
    }

    @Test
    void rangesFollowSpeeds() {
        for (int seed = 0; seed < 15; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] shardNs = random.doubles(2 + random.nextInt(4), MS, 5 * MS).toArray();
            double rate = 0;
            for (double ns : shardNs) {
                rate += 1 / ns;
            }
            assertThat(stepNs(96, shardNs) * rate / 96).as("times the ideal step, seed %d", seed).isLessThan(1.4);
        }
    }

    /** Mean time of a step but the first. */
    private static double stepNs(int shards, double... shardNs) {
        return new Cluster(shards, shardNs).run();
    }

    private record Due(double atNs, long number, Runnable action) {}

    private static final class Worker {

        private final String name;
        private final double shardNs;
        private final Map<Long, Effect.Order> heard = new TreeMap<>();
        private final List<ShardRange> work = new ArrayList<>();
        private Effect.Assign assign;
        private long version = -1;
        /** Tells what is still under way from what was given up for a newer version. */
        private long pass;
        private boolean busy;

        Worker(String name, double shardNs) {
            this.name = name;
            this.shardNs = shardNs;
        }
    }

    private static final class Cluster {

        private final ShardTree tree;
        private final List<Worker> workers = new ArrayList<>();
        private final PriorityQueue<Due> due = new PriorityQueue<>(
                Comparator.comparingDouble(Due::atNs).thenComparingLong(Due::number));
        private final CoordinatorProtocol protocol;
        private double nowNs;
        private long number;
        private double warmNs;
        private boolean over;

        Cluster(int shards, double... shardNs) {
            tree = new ShardTree(shards);
            StopSpec stop = new StopSpec(OptionalInt.empty(), OptionalLong.of(STEPS), OptionalDouble.empty(),
                    OptionalInt.empty(), OptionalDouble.empty());
            protocol = new CoordinatorProtocol(new RunPlan(shardNs.length, false, 1L << 60, 1, "1", Optional.empty(),
                    1 << 20, 0, 0, shards, shards, 100, 1, Reduction.MEAN, false, stop, List.of(),
                    CheckpointPlan.NONE, 0, 1, Start.FRESH), 0);
            for (double ns : shardNs) {
                workers.add(new Worker("w" + workers.size(), ns));
            }
        }

        double run() {
            for (Worker worker : workers) {
                on(new Event.Hello(worker.name, ControlVersion.CURRENT, "1", "host", 1, 1));
                on(new Event.Attached(worker.name));
                beat(worker);
            }
            workers.forEach(worker -> on(new Event.Ready(worker.name, 1, "answer")));
            tick();
            while (!over) {
                Due next = due.remove();
                nowNs = next.atNs();
                next.action().run();
            }
            return (nowNs - warmNs) / (STEPS - WARM_UP_STEPS);
        }

        private void after(double ns, Runnable action) {
            due.add(new Due(nowNs + ns, number++, action));
        }

        private void tick() {
            on(new Event.Tick());
            after(Deadlines.TICK_NS, this::tick);
        }

        private void beat(Worker worker) {
            on(new Event.Heard(worker.name, worker.assign == null ? 0 : worker.assign.assignment(),
                    List.copyOf(worker.heard.keySet())));
            after(Deadlines.TICK_NS, () -> beat(worker));
        }

        private void on(Event event) {
            for (Effect effect : protocol.on(event, (long) nowNs)) {
                switch (effect) {
                    case Effect.Assign e -> worker(e.worker()).assign = e;
                    case Effect.Order e -> order(worker(e.worker()), e);
                    case Effect.Supply e -> arrived(worker(e.worker()), e.version());
                    case Effect.Publish e -> workers.stream().filter(w -> !e.except().contains(w.name))
                            .forEach(w -> arrived(w, e.version()));
                    case Effect.Proceed e -> after(0, () -> {
                        on(new Event.BlockStepped(e.step() + 1, 0, 0));
                        on(new Event.Whole(e.step() + 1));
                    });
                    case Effect.Commit e -> warmNs = e.version() == WARM_UP_STEPS ? nowNs : warmNs;
                    case Effect.Write _ -> over = true;
                    default -> {
                    }
                }
            }
        }

        private Worker worker(String name) {
            return workers.stream().filter(w -> w.name.equals(name)).findFirst().orElseThrow();
        }

        private void order(Worker worker, Effect.Order order) {
            if (worker.heard.put(order.order(), order) == null && order.version() == worker.version) {
                worker.work.addAll(order.ranges());
                after(0, () -> work(worker));
            }
        }

        /** What is under way is given up for a newer version. */
        private void arrived(Worker worker, long version) {
            if (version <= worker.version) {
                return;
            }
            worker.version = version;
            worker.pass++;
            worker.busy = false;
            worker.work.clear();
            if (worker.assign != null && worker.assign.fromStep() <= version && !worker.assign.range().isEmpty()) {
                worker.work.add(worker.assign.range());
            }
            worker.heard.values().stream().filter(o -> o.version() == version)
                    .forEach(o -> worker.work.addAll(o.ranges()));
            after(0, () -> work(worker));
        }

        private void work(Worker worker) {
            if (worker.busy || worker.work.isEmpty()) {
                return;
            }
            worker.busy = true;
            ShardRange range = worker.work.removeFirst();
            long pass = worker.pass;
            long version = worker.version;
            after(range.size() * worker.shardNs, () -> {
                if (worker.pass == pass) {
                    worker.busy = false;
                    tree.plan(range).nodes().forEach(node -> send(worker, version, node));
                    work(worker);
                }
            });
        }

        private void send(Worker worker, long version, Node node) {
            ShardRange covered = tree.covered(node);
            int weight = ShardCut.start(covered.hi(), tree.shards(), tree.shards())
                    - ShardCut.start(covered.lo(), tree.shards(), tree.shards());
            on(new Event.ScalarsArrived(worker.name, version, DataPart.TRAIN, node,
                    new Scalars(weight, weight, 0, Scalars.ALL_FINITE)));
            on(new Event.SumsArrived(worker.name, version, node));
        }
    }
}
