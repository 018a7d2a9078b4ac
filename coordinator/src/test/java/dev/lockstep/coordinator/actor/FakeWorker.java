package dev.lockstep.coordinator.actor;

import akka.actor.AbstractActorWithTimers;
import akka.actor.ActorRef;
import akka.actor.Props;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.reduce.SumPlan;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkConnector;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.Assign;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Heartbeat;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Order;
import dev.lockstep.proto.Ready;
import dev.lockstep.proto.Welcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker by the book that has no data: the loss of an example in shard s is {@code (1 + s / 16) |p|^2 / 2}. It counts the
 * buffers that it has lent.
 */
final class FakeWorker extends AbstractActorWithTimers {

    /** How it goes wrong, if it does. */
    enum Manner {
        GOOD, CLOSES_LINK_AT_STEP_2, NAN_AT_STEP_2, FLIPS_A_BIT_OF_A_GRADIENT_AT_STEP_2, FLIPS_A_BIT_OF_A_LOSS_AT_STEP_2
    }

    static final String RELEASE = "test";
    static final String ANSWER = "42";

    private final String worker;
    private final ActorRef coordinator;
    private final BulkConnector connector;
    private final RunFixture run;
    private final Manner manner;
    private final AtomicInteger lent;
    private final List<Order> orders = new ArrayList<>();
    private final BitSet arrived = new BitSet();
    private final BitSet computed = new BitSet();
    private long lastOrder;
    private Welcome welcome;
    private BulkLink link;
    private Assign assign;
    private long version = -1;
    private Storage parameters;

    private record Arrived(long version, int block, Storage parameters) {}

    private record Opened() {}

    private record Beat() {}

    private FakeWorker(String worker, ActorRef coordinator, BulkConnector connector, RunFixture run, Manner manner,
            AtomicInteger lent) {
        this.worker = worker;
        this.coordinator = coordinator;
        this.connector = connector;
        this.run = run;
        this.manner = manner;
        this.lent = lent;
    }

    static Props props(String worker, ActorRef coordinator, BulkConnector connector, RunFixture run, Manner manner,
            AtomicInteger lent) {
        return Props.create(FakeWorker.class,
                () -> new FakeWorker(worker, coordinator, connector, run, manner, lent));
    }

    @Override
    public void preStart() {
        coordinator.tell(Control.newBuilder().setHello(Hello.newBuilder().setProtocol(ControlVersion.CURRENT)
                .setRelease(RELEASE).setWorker(worker).setHost("here").setProcessId(7).setSlots(1)).build(), getSelf());
        getTimers().startTimerWithFixedDelay("beat", new Beat(), Duration.ofMillis(250));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(Control.class, this::heard).match(Opened.class, o -> ready())
                .match(Arrived.class, this::arrived).match(Beat.class, b -> beat()).build();
    }

    @Override
    public void postStop() {
        if (link != null) {
            link.close();
        }
    }

    private void heard(Control control) {
        switch (control.getMessageCase()) {
            case WELCOME -> {
                welcome = control.getWelcome();
                link = connector.connect(welcome, worker, run.layout(), new Arrivals());
            }
            case ASSIGN -> assign = control.getAssign();
            case ORDER -> {
                Order asked = control.getOrder();
                if (asked.getOrder() > lastOrder) {
                    lastOrder = asked.getOrder();
                    orders.add(asked);
                }
            }
            case FINISH, REFUSED -> getContext().stop(getSelf());
            default -> {
            }
        }
        work();
    }

    private void ready() {
        coordinator.tell(Control.newBuilder().setReady(Ready.newBuilder().setWorker(worker).setTerm(welcome.getTerm())
                .setKnownAnswer(ANSWER)).build(), getSelf());
    }

    private void beat() {
        if (welcome != null) {
            coordinator.tell(Control.newBuilder()
                    .setHeartbeat(Heartbeat.newBuilder().setWorker(worker).setTerm(welcome.getTerm())
                            .setAssignment(assign == null ? 0 : assign.getAssignment()).addOrders(lastOrder))
                    .build(),
                    getSelf());
        }
    }

    private void arrived(Arrived block) {
        if (block.version() != version) {
            version = block.version();
            arrived.clear();
        }
        parameters = block.parameters();
        arrived.set(block.block());
        work();
    }

    private void work() {
        if (version < 0 || arrived.cardinality() < run.layout().blocks()) {
            return;
        }
        for (Order order : List.copyOf(orders)) {
            if (order.getVersion() == version) {
                orders.remove(order);
                if (order.getPart() == DataPart.TRAIN) {
                    order.getRangesList().forEach(range -> step(new ShardRange(range.getLo(), range.getHi())));
                } else {
                    evaluate(order);
                }
            }
        }
        if (assign != null && assign.getFromStep() <= version && !computed.get((int) version)) {
            computed.set((int) version);
            step(new ShardRange(assign.getLo(), assign.getHi()));
        }
    }

    private void step(ShardRange range) {
        if (version == 1 && manner == Manner.CLOSES_LINK_AT_STEP_2) {
            link.close();
            return;
        }
        ShardTree tree = new ShardTree(run.job().shards());
        SumPlan plan = tree.plan(range);
        int examples = run.examples(version);
        for (Node node : plan.nodes()) {
            Scalars sum = scalars(tree, node, shard -> ShardCut.start(shard + 1, examples, tree.shards())
                    - ShardCut.start(shard, examples, tree.shards()));
            link.send(new ScalarPartial(version, DataPart.TRAIN, node, flipped(sum)));
        }
        BlockLayout layout = run.layout();
        for (int block = layout.blocks() - 1; block >= 0; block--) {
            int at = 0;
            for (Storage sum : gradients(plan, block, examples)) {
                lent.incrementAndGet();
                flip(sum);
                link.send(new GradientPartial(version, plan.nodes().get(at++), block, sum, lent::decrementAndGet));
            }
        }
    }

    private Scalars flipped(Scalars sum) {
        return version == 1 && manner == Manner.FLIPS_A_BIT_OF_A_LOSS_AT_STEP_2
                ? new Scalars(Math.nextUp(sum.lossSum()), sum.weight(), sum.correct(), sum.firstNonFiniteLayer())
                : sum;
    }

    private void flip(Storage sum) {
        if (version == 1 && manner == Manner.FLIPS_A_BIT_OF_A_GRADIENT_AT_STEP_2) {
            int last = sum.length() - 1;
            sum.array()[last] = Float.intBitsToFloat(Float.floatToRawIntBits(sum.array()[last]) ^ 1);
        }
    }

    private void evaluate(Order evaluate) {
        EvaluationPlan plan = new EvaluationPlan(
                evaluate.getPart() == DataPart.TEST ? run.data().test() : run.data().validation());
        evaluate.getRangesList().stream().map(range -> new ShardRange(range.getLo(), range.getHi()))
                .flatMap(range -> plan.tree().plan(range).nodes().stream())
                .forEach(node -> link.send(
                        new ScalarPartial(version, evaluate.getPart(), node, scalars(plan.tree(), node, plan::size))));
    }

    private interface Weight {
        int of(int shard);
    }

    private Scalars scalars(ShardTree tree, Node node, Weight weights) {
        double square = 0;
        for (int i = 0; i < parameters.length(); i++) {
            float p = parameters.array()[parameters.offset() + i];
            square += (double) p * p;
        }
        if (version == 1 && manner == Manner.NAN_AT_STEP_2) {
            square = Double.NaN;
        }
        ShardRange covered = tree.covered(node);
        Deque<Scalars> stack = new ArrayDeque<>();
        SumPlan plan = tree.plan(covered);
        for (int s = covered.lo(); s < covered.hi(); s++) {
            int weight = weights.of(s);
            stack.push(
                    new Scalars(weight * (1 + s / 16.0) * square / 2, weight, weight, Double.isNaN(square) ? 0 : -1));
            for (int merge = 0; merge < plan.mergesAfter()[s - covered.lo()]; merge++) {
                Scalars right = stack.pop();
                stack.push(stack.pop().plus(right));
            }
        }
        return stack.pop();
    }

    /** One buffer per node of the plan, in order. */
    private List<Storage> gradients(SumPlan plan, int block, int examples) {
        Deque<Storage> stack = new ArrayDeque<>();
        Storage p = run.layout().of(parameters, block);
        for (int s = plan.range().lo(); s < plan.range().hi(); s++) {
            int weight = ShardCut.start(s + 1, examples, run.job().shards())
                    - ShardCut.start(s, examples, run.job().shards());
            Storage leaf = Storage.allocate(p.length());
            for (int i = 0; i < p.length(); i++) {
                leaf.array()[i] = weight * (1 + s / 16f) * p.array()[p.offset() + i] + 0.0f;
            }
            stack.push(leaf);
            for (int merge = 0; merge < plan.mergesAfter()[s - plan.range().lo()]; merge++) {
                Storage right = stack.pop();
                for (int i = 0; i < p.length(); i++) {
                    stack.peek().array()[i] += right.array()[i];
                }
            }
        }
        return List.copyOf(stack).reversed();
    }

    private final class Arrivals implements BulkLink.Listener {

        private final ActorRef self = getSelf();

        @Override
        public void opened() {
            self.tell(new Opened(), self);
        }

        @Override
        public void parameters(long ofVersion, int block, Storage flat) {
            self.tell(new Arrived(ofVersion, block, flat), self);
        }

        @Override
        public void closed(String why) {}
    }
}
