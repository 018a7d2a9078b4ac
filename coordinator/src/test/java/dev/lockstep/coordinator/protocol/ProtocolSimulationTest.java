package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of random shape with workers by the book, of which messages come in random order, some twice and some never.
 * Whatever the order and whatever is lost, the same losses are told in the same order, bit for bit, and effects stand as
 * {@link Effect} says.
 */
class ProtocolSimulationTest {

    private static final int MAX_EVENTS = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void anyOrderOfMessagesAndNumberOfWorkersTellsTheSameLosses(int shards) {
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom shape = new SplittableRandom(1000L * shards + seed);
            RunPlan plan = plan(shards, shape);
            List<String> alone = new Simulation(plan, 1, 0, new SplittableRandom(seed)).run();
            int workers = 1 + shape.nextInt(6);
            List<String> together = new Simulation(plan, workers, 0, new SplittableRandom(seed + 1)).run();
            assertThat(together).as("seed %d, %d workers, %s", seed, workers, plan).isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void aThirdOfTheControlMessagesMayBeLost(int shards) {
        int lost = 0;
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom shape = new SplittableRandom(2000L * shards + seed);
            RunPlan plan = plan(shards, shape);
            List<String> alone = new Simulation(plan, 1, 0, new SplittableRandom(seed)).run();
            int workers = 1 + shape.nextInt(6);
            Simulation lossy = new Simulation(plan, workers, 1 / 3.0, new SplittableRandom(seed + 1));
            assertThat(lossy.run()).as("seed %d, %d workers, %s", seed, workers, plan).isEqualTo(alone);
            lost += lossy.lost;
        }
        assertThat(lost).as("control messages that were lost").isGreaterThan(100);
    }

    private static RunPlan plan(int shards, SplittableRandom random) {
        StopSpec stop = new StopSpec(OptionalInt.of(1 + random.nextInt(3)),
                random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(6)) : OptionalLong.empty(),
                OptionalDouble.empty(), OptionalInt.empty(), OptionalDouble.empty());
        return new RunPlan(1, false, 1L << 60, 1, "1", Optional.empty(), 1 + random.nextInt(40),
                random.nextInt(3) * 300, random.nextInt(3) * 300, 1 + random.nextInt(12), shards, 100,
                1 + random.nextInt(4),
                Reduction.MEAN, true, stop, List.of(), CheckpointPlan.NONE, 0, 1, Start.FRESH);
    }

    /** What a worker by the book has heard and done. */
    private static final class Worker {

        private final Event.Hello hello;
        private boolean welcomed;
        private boolean gone;
        private Effect.Assign assign;
        private final Map<Long, Effect.Order> orders = new TreeMap<>();
        private final Set<Long> obeyed = new TreeSet<>();
        private long computed = -1;

        Worker(Event.Hello hello) {
            this.hello = hello;
        }

        /** What it says once in a while. */
        Event beat() {
            return !welcomed
                    ? hello
                    : new Event.Heard(hello.worker(), assign == null ? 0 : assign.assignment(),
                            List.copyOf(orders.keySet()));
        }
    }

    /** The workers, the reducer and the network of one run. */
    private static final class Simulation {

        private final RunPlan plan;
        private final double loss;
        private final SplittableRandom random;
        private final CoordinatorProtocol protocol;
        private final Map<String, Worker> workers = new TreeMap<>();
        private final List<Event> underWay = new ArrayList<>();
        /** Events of the reducer, which come in their order. */
        private final List<Event> inOrder = new ArrayList<>();
        private final Map<Long, Integer> published = new TreeMap<>();
        private final List<String> told = new ArrayList<>();
        private long nowNs;
        private long committed;
        private long proceeded = -1;
        private long whole = -1;
        private boolean written;
        private boolean over;
        private int lost;

        /** @param loss the share of control messages that never arrive; what travels on the bulk plane always does */
        Simulation(RunPlan plan, int workers, double loss, SplittableRandom random) {
            this.plan = plan;
            this.loss = loss;
            this.random = random;
            this.protocol = new CoordinatorProtocol(withExpect(plan, workers), 0);
            for (int w = 0; w < workers; w++) {
                this.workers.put("w" + w, new Worker(
                        new Event.Hello("w" + w, ControlVersion.CURRENT, "1", "host", w, 1 + random.nextInt(3))));
            }
        }

        List<String> run() {
            workers.values().forEach(worker -> say(worker.hello));
            for (int events = 0; !over; events++) {
                assertThat(events).as("events; stuck in %s", protocol.state()).isLessThan(MAX_EVENTS);
                deliver(next());
            }
            return told;
        }

        private Event next() {
            int from = underWay.size() + (inOrder.isEmpty() ? 0 : 1);
            if (loss > 0 && (from == 0 || random.nextInt(8) == 0)) {
                nowNs += Deadlines.TICK_NS;
                workers.values().stream().filter(worker -> !worker.gone).forEach(worker -> say(worker.beat()));
                return new Event.Tick();
            }
            assertThat(from).as("nothing is under way in %s", protocol.state()).isPositive();
            int at = random.nextInt(from);
            if (at == underWay.size()) {
                return inOrder.removeFirst();
            }
            boolean again = random.nextInt(8) == 0;
            return again ? underWay.get(at) : underWay.remove(at);
        }

        private void deliver(Event event) {
            for (Effect effect : protocol.on(event, nowNs)) {
                switch (effect) {
                    case Effect.Welcome e -> toWorker(e.worker(), this::welcome);
                    case Effect.Beat e -> toWorker(e.worker(), worker -> {
                        if (!e.ready()) {
                            ready(worker);
                        }
                    });
                    case Effect.Assign e -> toWorker(e.worker(), worker -> {
                        if (worker.assign == null || worker.assign.assignment() < e.assignment()) {
                            worker.assign = e;
                        }
                        work(worker);
                    });
                    case Effect.Order e -> toWorker(e.worker(), worker -> {
                        worker.orders.put(e.order(), e);
                        work(worker);
                    });
                    case Effect.Finish e -> toWorker(e.worker(), worker -> {
                        worker.gone = true;
                        send(new Event.Detached(e.worker(), "the run is over"));
                    });
                    case Effect.Proceed e -> proceed(e);
                    case Effect.Commit e -> {
                        assertThat(e.version()).isEqualTo(committed + 1).isEqualTo(proceeded + 1);
                        committed = e.version();
                    }
                    case Effect.Publish e -> publish(e);
                    case Effect.Supply e -> assertThat(e.version()).isEqualTo(committed);
                    case Effect.Tell e -> tell(e.report());
                    case Effect.Write e -> {
                        written = true;
                        send(new Event.Written(Optional.empty()));
                    }
                    case Effect.Complete e -> {
                        assertThat(written).isTrue();
                        assertThat(e.outcome().status()).as(e.outcome().message()).isEqualTo(RunStatus.FINISHED);
                        over = true;
                    }
                    case Effect.Refuse _,Effect.Detach _,Effect.Checkpoint _ -> {
                    }
                }
            }
        }

        private void welcome(Worker worker) {
            worker.welcomed = true;
            send(new Event.Attached(worker.hello.worker()));
            ready(worker);
        }

        private void ready(Worker worker) {
            if (worker.welcomed) {
                say(new Event.Ready(worker.hello.worker(), 1, "answer"));
            }
        }

        private void proceed(Effect.Proceed proceed) {
            assertThat(proceed.step()).isEqualTo(proceeded + 1).isEqualTo(committed);
            assertThat(proceed.divisor()).isEqualTo(plan.examples(proceed.step()));
            proceeded = proceed.step();
            List<Integer> blocks = new ArrayList<>();
            for (int block = 0; block < plan.blocks(); block++) {
                blocks.add(random.nextInt(blocks.size() + 1), block);
            }
            blocks.forEach(block -> inOrder.add(new Event.BlockStepped(proceed.step() + 1, block, 0)));
            inOrder.add(new Event.Whole(proceed.step() + 1));
        }

        private void publish(Effect.Publish publish) {
            int blocks = published.merge(publish.version(), 1, Integer::sum);
            if (blocks == plan.blocks()) {
                assertThat(committed).as("the last block is published after the commit").isEqualTo(publish.version());
                whole = publish.version();
                workers.values().forEach(this::work);
            }
        }

        /** Computes what a worker knows that it shall, and has the parameters for. */
        private void work(Worker worker) {
            worker.orders.values().stream().filter(o -> o.version() <= whole && worker.obeyed.add(o.order()))
                    .forEach(o -> o.ranges().forEach(range -> compute(worker, o.version(), o.part(), range)));
            if (worker.assign != null && whole > worker.computed && whole >= worker.assign.fromStep()) {
                worker.computed = whole;
                compute(worker, whole, DataPart.TRAIN, worker.assign.range());
            }
        }

        private void compute(Worker worker, long version, DataPart part, ShardRange range) {
            if (part == DataPart.TRAIN) {
                int examples = plan.examples(version);
                ShardTree tree = new ShardTree(plan.shards());
                partials(worker, version, part, tree, range, s -> ShardCut.start(s + 1, examples, plan.shards())
                        - ShardCut.start(s, examples, plan.shards()));
                tree.plan(range).nodes()
                        .forEach(node -> send(new Event.SumsArrived(worker.hello.worker(), version, node)));
            } else {
                EvaluationPlan cut = new EvaluationPlan(part == DataPart.TEST ? plan.test() : plan.validation());
                partials(worker, version, part, cut.tree(), range, cut::size);
            }
        }

        private void partials(Worker worker, long version, DataPart part, ShardTree tree, ShardRange range,
                Weight weight) {
            tree.plan(range).nodes().forEach(node -> send(new Event.ScalarsArrived(worker.hello.worker(), version, part,
                    node, sum(tree, node, version, weight))));
        }

        private void say(Event control) {
            if (arrives()) {
                send(control);
            }
        }

        private void toWorker(String worker, Consumer<Worker> control) {
            if (arrives()) {
                control.accept(workers.get(worker));
            }
        }

        private boolean arrives() {
            boolean arrives = loss == 0 || random.nextDouble() >= loss;
            lost += arrives ? 0 : 1;
            return arrives;
        }

        private void tell(Report report) {
            switch (report) {
                case Report.StepDone r -> told.add("step " + r.step() + " " + Double.toHexString(r.loss()));
                case Report.Evaluated r -> told.add(r.part() + " " + Double.toHexString(r.loss()));
                case Report.EpochDone r -> told.add("epoch " + r.epoch() + " " + Double.toHexString(r.trainLoss()));
                case Report.Joined _,Report.Lost _,Report.Reassigned _,Report.Started _,Report.Warning _ -> {
                }
            }
        }

        private void send(Event event) {
            underWay.add(event);
        }

        private interface Weight {
            int of(int shard);
        }

        /** Losses whose sum depends on the order of additions. */
        private static Scalars sum(ShardTree tree, Node node, long version, Weight weight) {
            ShardRange covered = tree.covered(node);
            if (covered.size() == 1) {
                int shard = covered.lo();
                double loss = new SplittableRandom(version * 31 + shard).nextDouble();
                return new Scalars(loss * weight.of(shard), weight.of(shard), 0, Scalars.ALL_FINITE);
            }
            Node left = new Node(node.level() - 1, 2 * node.index());
            Node right = left.sibling();
            boolean nothingRight = (long) right.index() << right.level() >= tree.shards();
            Scalars sum = sum(tree, left, version, weight);
            return nothingRight ? sum : sum.plus(sum(tree, right, version, weight));
        }

        private static RunPlan withExpect(RunPlan p, int expect) {
            return new RunPlan(expect, p.failFast(), p.gatherNs(), p.term(), p.release(), p.knownAnswer(), p.train(),
                    p.validation(), p.test(), p.batch(), p.shards(), p.parameters(), p.blocks(), p.reduction(),
                    p.accuracy(), p.stop(),
                    p.layers(), p.checkpoint(), p.audit(), p.seed(), p.from());
        }
    }
}
