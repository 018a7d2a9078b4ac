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
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs of random shape with workers by the book, of which messages come in random order and some twice. Whatever the
 * order, the same losses are told in the same order, bit for bit, and effects stand as {@link Effect} says.
 */
class ProtocolSimulationTest {

    private static final int MAX_EVENTS = 100_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 9})
    void anyOrderOfMessagesAndNumberOfWorkersTellsTheSameLosses(int shards) {
        for (int seed = 0; seed < 40; seed++) {
            SplittableRandom shape = new SplittableRandom(1000L * shards + seed);
            RunPlan plan = plan(shards, shape);
            List<String> alone = new Simulation(plan, 1, new SplittableRandom(seed)).run();
            int workers = 1 + shape.nextInt(6);
            List<String> together = new Simulation(plan, workers, new SplittableRandom(seed + 1)).run();
            assertThat(together).as("seed %d, %d workers, %s", seed, workers, plan).isEqualTo(alone);
        }
    }

    private static RunPlan plan(int shards, SplittableRandom random) {
        StopSpec stop = new StopSpec(OptionalInt.of(1 + random.nextInt(3)),
                random.nextBoolean() ? OptionalLong.of(1 + random.nextInt(6)) : OptionalLong.empty(),
                OptionalDouble.empty(), OptionalInt.empty(), OptionalDouble.empty());
        return new RunPlan(1, false, 1L << 60, 1, "1", Optional.empty(), 1 + random.nextInt(40),
                random.nextInt(3) * 300, random.nextInt(3) * 300, 1 + random.nextInt(12), shards, 100,
                1 + random.nextInt(4),
                Reduction.MEAN, true, stop, List.of());
    }

    /** The workers, the reducer and the network of one run. */
    private static final class Simulation {

        private final RunPlan plan;
        private final int workers;
        private final SplittableRandom random;
        private final CoordinatorProtocol protocol;
        private final List<Event> underWay = new ArrayList<>();
        /** Events of the reducer, which come in their order. */
        private final List<Event> inOrder = new ArrayList<>();
        private final Map<String, ShardRange> assigned = new TreeMap<>();
        private final Map<String, Effect.Evaluate> evaluations = new TreeMap<>();
        private final Map<Long, Integer> published = new TreeMap<>();
        private final List<String> told = new ArrayList<>();
        private long committed;
        private long proceeded = -1;
        private boolean written;
        private boolean over;

        Simulation(RunPlan plan, int workers, SplittableRandom random) {
            this.plan = plan;
            this.workers = workers;
            this.random = random;
            this.protocol = new CoordinatorProtocol(withExpect(plan, workers), 0);
        }

        List<String> run() {
            for (int w = 0; w < workers; w++) {
                send(new Event.Hello("w" + w, ControlVersion.CURRENT, "1", "host", w, 1 + random.nextInt(3)));
            }
            for (int events = 0; !over; events++) {
                assertThat(events).as("events; stuck in %s", protocol.state()).isLessThan(MAX_EVENTS);
                deliver(next());
            }
            return told;
        }

        private Event next() {
            int from = underWay.size() + (inOrder.isEmpty() ? 0 : 1);
            assertThat(from).as("nothing is under way in %s", protocol.state()).isPositive();
            int at = random.nextInt(from);
            if (at == underWay.size()) {
                return inOrder.removeFirst();
            }
            boolean again = random.nextInt(8) == 0;
            return again ? underWay.get(at) : underWay.remove(at);
        }

        private void deliver(Event event) {
            for (Effect effect : protocol.on(event, 0)) {
                switch (effect) {
                    case Effect.Welcome e -> {
                        send(new Event.Attached(e.worker()));
                        send(new Event.Ready(e.worker(), 1, "answer"));
                    }
                    case Effect.Assign e -> assigned.put(e.worker(), e.range());
                    case Effect.Evaluate e -> {
                        evaluations.put(e.worker(), e);
                        evaluateIfWhole(e.version());
                    }
                    case Effect.Proceed e -> proceed(e);
                    case Effect.Commit e -> {
                        assertThat(e.version()).isEqualTo(committed + 1).isEqualTo(proceeded + 1);
                        committed = e.version();
                    }
                    case Effect.Publish e -> publish(e);
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
                    case Effect.Finish e -> send(new Event.Detached(e.worker(), "the run is over"));
                    case Effect.Supply e -> assertThat(e.version()).isEqualTo(committed);
                    case Effect.Refuse _,Effect.Detach _,Effect.Beat _ -> {
                    }
                }
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
            blocks.forEach(block -> inOrder.add(new Event.BlockStepped(proceed.step() + 1, block)));
            inOrder.add(new Event.Whole(proceed.step() + 1));
        }

        private void publish(Effect.Publish publish) {
            int blocks = published.merge(publish.version(), 1, Integer::sum);
            if (blocks == plan.blocks()) {
                assertThat(committed).as("the last block is published after the commit").isEqualTo(publish.version());
                ShardTree tree = new ShardTree(plan.shards());
                int examples = plan.examples(publish.version());
                assigned.forEach((worker, range) -> tree.plan(range).nodes()
                        .forEach(node -> send(new Event.ScalarsArrived(worker, publish.version(), DataPart.TRAIN, node,
                                sum(tree, node, publish.version(), s -> ShardCut.start(s + 1, examples, plan.shards())
                                        - ShardCut.start(s, examples, plan.shards()))))));
                evaluateIfWhole(publish.version());
            }
        }

        private void evaluateIfWhole(long version) {
            if (published.getOrDefault(version, 0) == plan.blocks()) {
                evaluations.forEach((worker, e) -> {
                    int examples = e.part() == DataPart.TEST ? plan.test() : plan.validation();
                    EvaluationPlan evaluation = new EvaluationPlan(examples);
                    ShardTree tree = evaluation.tree();
                    tree.plan(e.range()).nodes()
                            .forEach(node -> send(new Event.ScalarsArrived(worker, version, e.part(),
                                    node, sum(tree, node, version, evaluation::size))));
                });
                evaluations.clear();
            }
        }

        private void tell(Report report) {
            switch (report) {
                case Report.StepDone r -> told.add("step " + r.step() + " " + Double.toHexString(r.loss()));
                case Report.Evaluated r -> told.add(r.part() + " " + Double.toHexString(r.loss()));
                case Report.EpochDone r -> told.add("epoch " + r.epoch() + " " + Double.toHexString(r.trainLoss()));
                case Report.Joined _,Report.Lost _,Report.Started _,Report.Warning _ -> {
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
                    p.layers());
        }
    }
}
