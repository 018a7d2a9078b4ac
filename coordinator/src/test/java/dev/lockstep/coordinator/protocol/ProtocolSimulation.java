package dev.lockstep.coordinator.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/** The workers, the reducer, the disk and the network of one run, in one thread and from one seed. */
final class ProtocolSimulation {

    private static final int MAX_EVENTS = 200_000;
    private static final int MAX_WORKERS = 6;
    private static final int RIGHT = 0;
    /** Past this no time passes: many workers' heartbeats would come faster than they are heard. */
    private static final int MAX_UNDER_WAY = 300;
    /** Then faults stop, somebody is there, and the run ends. */
    private static final int MAX_DISTURBANCES = 12;

    /**
     * What goes wrong.
     *
     * @param loss     the share of control messages that never arrive; what travels over a link that stands always does
     * @param restless workers die, loudly or silently, are paused, lose their links, and others come
     * @param wrong    the first worker computes other bits now and then
     */
    record Faults(double loss, boolean restless, boolean wrong) {
        static final Faults NONE = new Faults(0, false, false);

        Faults(double loss, boolean restless) {
            this(loss, restless, false);
        }
    }

    private final RunPlan plan;
    private final Faults faults;
    private final SplittableRandom random;
    private final CoordinatorProtocol protocol;
    private final ReducedSums reducer;
    /** What the reducer tells, at once. */
    private final List<Event> reduced = new ArrayList<>();
    private final Map<String, BookWorker> workers = new TreeMap<>();
    private final List<Event> underWay = new ArrayList<>();
    /** Events of the reducer, of the disk and of links, which come in their order. */
    private final List<Event> inOrder = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    /** What the reducer has summed of the open step, and whether it may step it. */
    private final BitSet summed = new BitSet();
    private long nowNs;
    private long committed;
    private long proceeded = -1;
    private long stepped = -1;
    private boolean written;
    private boolean over;
    private int named;
    private int lost;
    private int disturbances;
    private int reassigned;
    private int wrongs;
    private boolean sentAway;

    ProtocolSimulation(RunPlan plan, int workers, Faults faults, SplittableRandom random) {
        this.plan = plan;
        this.faults = faults;
        this.random = random;
        this.committed = plan.from().version();
        this.proceeded = committed - 1;
        this.stepped = committed;
        this.reducer = new ReducedSums(plan);
        this.protocol = new CoordinatorProtocol(plan, 0);
        for (int w = 0; w < workers; w++) {
            comes();
        }
    }

    /** @return the losses that were told, bit for bit */
    List<String> run() {
        for (int events = 0; !over; events++) {
            assertThat(events).as("events; stuck in %s", protocol.state()).isLessThan(MAX_EVENTS);
            deliver(next());
        }
        return told;
    }

    /** Control messages that were lost. */
    int lost() {
        return lost;
    }

    /** How often shards were given to others than before. */
    int reassigned() {
        return reassigned;
    }

    /** How often a worker computed other bits. */
    int wrongs() {
        return wrongs;
    }

    /** Whether the wrong one was sent away, and nobody else. */
    boolean sentAway() {
        return sentAway;
    }

    private Event next() {
        int from = underWay.size() + (inOrder.isEmpty() ? 0 : 1);
        boolean mayTick = !faults.equals(Faults.NONE) && from < MAX_UNDER_WAY;
        if (mayTick && (from == 0 || random.nextInt(8) == 0)) {
            nowNs += Deadlines.TICK_NS;
            boolean nobody = workers.values().stream().allMatch(w -> w.gone);
            if (faults.restless() && (nobody || disturbances < MAX_DISTURBANCES) && random.nextInt(2) == 0) {
                disturb();
            }
            workers.values().stream().filter(w -> !w.gone && w.awake()).forEach(worker -> say(worker.beat()));
            return new Event.Tick();
        }
        assertThat(from).as("nothing is under way in %s", protocol.state()).isPositive();
        int at = random.nextInt(from);
        if (at == underWay.size()) {
            return inOrder.removeFirst();
        }
        return random.nextInt(8) == 0 ? underWay.get(at) : underWay.remove(at);
    }

    private void disturb() {
        List<BookWorker> alive = workers.values().stream().filter(w -> !w.gone).toList();
        disturbances++;
        if (alive.isEmpty() || disturbances == MAX_DISTURBANCES
                || alive.size() < MAX_WORKERS && random.nextInt(4) == 0) {
            comes();
            return;
        }
        BookWorker worker = alive.get(random.nextInt(alive.size()));
        switch (random.nextInt(5)) {
            case 0 -> dies(worker, true);
            case 1 -> dies(worker, false);
            case 2 -> {
                say(new Event.WorkerLeft(worker.name));
                dies(worker, true);
            }
            case 3 -> worker.asleepTicks = random.nextInt(30);
            default -> {
                if (worker.attached) {
                    breaks(worker);
                    worker.attached = true;
                    inOrder.add(new Event.Attached(worker.name));
                }
            }
        }
    }

    private void comes() {
        BookWorker worker = new BookWorker("w" + named++, 1 + random.nextInt(3));
        workers.put(worker.name, worker);
        say(worker.beat());
    }

    /** @param loudly its link is seen to end */
    private void dies(BookWorker worker, boolean loudly) {
        worker.gone = true;
        if (loudly && worker.attached) {
            breaks(worker);
        } else {
            dropOnItsWay(worker);
        }
    }

    private void dropOnItsWay(BookWorker worker) {
        underWay.removeIf(event -> worker.name.equals(senderOverLink(event)) && random.nextBoolean());
    }

    /** What was on its way over the link comes, or does not. */
    private void breaks(BookWorker worker) {
        dropOnItsWay(worker);
        inOrder.add(new Event.Detached(worker.name, "broken"));
        worker.linkEnded();
    }

    private static String senderOverLink(Event event) {
        return switch (event) {
            case Event.ScalarsArrived e -> e.worker();
            case Event.SumsArrived e -> e.worker();
            default -> null;
        };
    }

    /** Sums pass the reducer, which tells what has come, and what counts. */
    private void deliver(Event event) {
        reduced.addAll(event instanceof Event.SumsArrived sums
                ? reducer.come(sums.worker(), sums.step(), sums.node(), isWrong(sums.worker()) ? ++wrongs : RIGHT)
                : List.of(event));
        while (!reduced.isEmpty()) {
            hear(reduced.removeFirst());
        }
    }

    private void hear(Event event) {
        if (event instanceof Event.SumsArrived sums && sums.step() == committed) {
            ShardRange covered = new ShardTree(plan.shards()).covered(sums.node());
            summed.set(covered.lo(), covered.hi());
        }
        protocol.on(event, nowNs).forEach(this::carryOut);
        stepIfSummed();
    }

    private void carryOut(Effect effect) {
        assertThat(over).as("nothing comes after the end, but %s", effect).isFalse();
        switch (effect) {
            case Effect.Welcome e -> toWorker(e.worker(), this::welcome);
            case Effect.Beat e -> toWorker(e.worker(), worker -> {
                if (!e.ready()) {
                    ready(worker);
                }
            });
            case Effect.Assign e -> toWorker(e.worker(), worker -> worker.assign(e));
            case Effect.Order e -> {
                assertThat(e.version()).as("what is ordered is of the committed version").isEqualTo(committed);
                toWorker(e.worker(), worker -> worker.orders.putIfAbsent(e.order(), e));
            }
            case Effect.Finish e -> toWorker(e.worker(), worker -> {
                worker.gone = true;
                inOrder.add(new Event.Detached(e.worker(), "the run is over"));
            });
            case Effect.Proceed e -> {
                assertThat(e.step()).isEqualTo(proceeded + 1).isEqualTo(committed);
                assertThat(e.divisor()).isEqualTo(plan.examples(e.step()));
                proceeded = e.step();
            }
            case Effect.Unaudited e -> reduced.addAll(reducer.waive(e.step()));
            case Effect.Commit e -> {
                assertThat(e.version()).isEqualTo(committed + 1).isEqualTo(proceeded + 1).isEqualTo(stepped);
                committed = e.version();
                summed.clear();
            }
            case Effect.Checkpoint e -> {
                assertThat(e.mark().version()).isEqualTo(committed);
                inOrder.add(new Event.Copied(committed));
                inOrder.add(new Event.CheckpointWritten(committed, random.nextInt(4) == 0
                        ? Optional.of("no space left on device")
                        : Optional.empty()));
            }
            case Effect.Publish e -> workers.values().stream()
                    .filter(worker -> worker.attached && !e.except().contains(worker.name))
                    .forEach(worker -> worker.arrived(e.version(), e.block()));
            case Effect.Supply e -> {
                assertThat(e.version()).isEqualTo(committed);
                BookWorker worker = workers.get(e.worker());
                if (worker.attached) {
                    for (int block = 0; block < plan.blocks(); block++) {
                        worker.arrived(e.version(), block);
                    }
                }
            }
            case Effect.Tell e -> tell(e.report());
            case Effect.Write _ -> {
                written = true;
                inOrder.add(new Event.Written(Optional.empty()));
            }
            case Effect.Complete e -> {
                assertThat(written).isTrue();
                assertThat(reducer.countedBits()).isSubsetOf(RIGHT);
                assertThat(e.outcome().status()).as(e.outcome().message()).isEqualTo(RunStatus.FINISHED);
                over = true;
            }
            case Effect.Detach e -> {
                BookWorker worker = workers.get(e.worker());
                if (worker.attached) {
                    dies(worker, true);
                }
            }
            case Effect.TooLate e -> toWorker(e.worker(), worker -> worker.gone = true);
            case Effect.Refuse e -> {
                sentAway |= faults.wrong();
                assertThat(e.worker()).as(e.reason()).isEqualTo(faults.wrong() ? "w0" : e.worker());
                toWorker(e.worker(), worker -> worker.gone = true);
            }
        }
        workers.values().forEach(this::work);
    }

    private void welcome(BookWorker worker) {
        if (!worker.welcomed) {
            worker.welcomed = true;
            worker.attached = true;
            inOrder.add(new Event.Attached(worker.name));
        }
        ready(worker);
    }

    private void ready(BookWorker worker) {
        if (worker.welcomed) {
            say(new Event.Ready(worker.name, 1, "answer"));
        }
    }

    /** Blocks are stepped when the step may go on and all its sums have come. */
    private void stepIfSummed() {
        if (proceeded != committed || stepped > committed || summed.cardinality() < plan.shards()) {
            return;
        }
        stepped = committed + 1;
        List<Integer> blocks = new ArrayList<>();
        for (int block = 0; block < plan.blocks(); block++) {
            blocks.add(random.nextInt(blocks.size() + 1), block);
        }
        blocks.forEach(block -> inOrder.add(new Event.BlockStepped(stepped, block, 0)));
        inOrder.add(new Event.Whole(stepped));
    }

    /** Computes what a worker knows that it shall, and has the parameters for. */
    private void work(BookWorker worker) {
        boolean slow = faults.restless() && random.nextInt(4) > 0;
        if (worker.gone || !worker.attached || slow) {
            return;
        }
        for (BookWorker.Task task : worker.tasks(plan.blocks())) {
            if (task.part() == DataPart.TRAIN) {
                int examples = plan.examples(task.version());
                ShardTree tree = new ShardTree(plan.shards());
                partials(worker, task, tree, s -> ShardCut.start(s + 1, examples, plan.shards())
                        - ShardCut.start(s, examples, plan.shards()));
                tree.plan(task.range()).nodes()
                        .forEach(node -> underWay.add(new Event.SumsArrived(worker.name, task.version(), node)));
            } else {
                EvaluationPlan cut = new EvaluationPlan(
                        task.part() == DataPart.TEST ? plan.test() : plan.validation());
                partials(worker, task, cut.tree(), cut::size);
            }
        }
    }

    private void partials(BookWorker worker, BookWorker.Task task, ShardTree tree, IntUnaryOperator weight) {
        tree.plan(task.range()).nodes().forEach(node -> underWay.add(new Event.ScalarsArrived(worker.name,
                task.version(), task.part(), node, said(worker, sum(tree, node, task.version(), weight)))));
    }

    private Scalars said(BookWorker worker, Scalars right) {
        return isWrong(worker.name)
                ? new Scalars(right.lossSum() + ++wrongs, right.weight(), right.correct(), right.firstNonFiniteLayer())
                : right;
    }

    private boolean isWrong(String worker) {
        return faults.wrong() && worker.equals("w0") && random.nextInt(4) == 0;
    }

    private void say(Event control) {
        if (arrives()) {
            underWay.add(control);
        }
    }

    private void toWorker(String worker, Consumer<BookWorker> control) {
        BookWorker to = workers.get(worker);
        if (arrives() && !to.gone) {
            control.accept(to);
        }
    }

    private boolean arrives() {
        boolean arrives = faults.loss() == 0 || random.nextDouble() >= faults.loss();
        lost += arrives ? 0 : 1;
        return arrives;
    }

    private void tell(Report report) {
        switch (report) {
            case Report.StepDone r -> told.add("step " + r.step() + " " + Double.toHexString(r.loss()));
            case Report.Evaluated r -> told.add(r.part() + " " + Double.toHexString(r.loss()));
            case Report.EpochDone r -> told.add("epoch " + r.epoch() + " " + Double.toHexString(r.trainLoss()));
            case Report.Reassigned _ -> reassigned++;
            default -> {
            }
        }
    }

    /** Losses whose sum depends on the order of additions. */
    private static Scalars sum(ShardTree tree, Node node, long version, IntUnaryOperator weight) {
        ShardRange covered = tree.covered(node);
        if (covered.size() == 1) {
            int shard = covered.lo();
            int examples = weight.applyAsInt(shard);
            double loss = new SplittableRandom(version * 31 + shard).nextDouble();
            return new Scalars(loss * examples, examples, 0, Scalars.ALL_FINITE);
        }
        Node left = new Node(node.level() - 1, 2 * node.index());
        Node right = left.sibling();
        boolean nothingRight = (long) right.index() << right.level() >= tree.shards();
        Scalars sum = sum(tree, left, version, weight);
        return nothingRight ? sum : sum.plus(sum(tree, right, version, weight));
    }
}
