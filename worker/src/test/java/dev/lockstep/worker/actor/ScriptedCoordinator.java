package dev.lockstep.worker.actor;

import akka.actor.AbstractActorWithTimers;
import akka.actor.ActorRef;
import akka.actor.Props;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobWriter;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.RangeSplitter;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkHub;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.HubLayout;
import dev.lockstep.common.wire.MemoryBulkPlane;
import dev.lockstep.common.wire.NettyBulkHub;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.Assign;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Finish;
import dev.lockstep.proto.Heartbeat;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Order;
import dev.lockstep.proto.Range;
import dev.lockstep.proto.Refused;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.compute.Formula;
import dev.lockstep.worker.compute.SummingLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Plays the coordinator of a short run: waits for some workers, has them compute a few steps and an evaluation, and
 * finishes. The answer is every hash and sum in one text.
 */
final class ScriptedCoordinator extends AbstractActorWithTimers implements BulkHub.Listener {

    static final int STEPS = 4;
    static final int TEST_EXAMPLES = 700;

    private final Plan plan;
    private final CompletableFuture<String> answer;
    private final BlockLayout layout;
    private final Storage[] versions;
    private final BulkSession session;
    private final BulkHub hub;
    private final HostPort hubAddress;
    private final Map<String, ActorRef> workers = new TreeMap<>();
    private final Map<String, Integer> slots = new TreeMap<>();
    private final ActorRef self = getSelf();
    private final List<String> heard = new ArrayList<>();
    private final Set<String> ready = new TreeSet<>();
    private int attached;
    private long step;
    private SummingLink sums;

    /** What the hub heard, or a timer, on this actor's thread. */
    private record Bulk(Runnable task) {}

    /**
     * What it plays.
     *
     * @param expect workers
     * @param steps  after so many it answers and says no more; {@link #STEPS} for a run that ends
     */
    record Plan(Job job, int expect, String dataSha256, int term, int steps) {}

    static Props props(Plan plan, MemoryBulkPlane plane, CompletableFuture<String> answer) {
        return Props.create(ScriptedCoordinator.class, () -> new ScriptedCoordinator(plan,
                (session, layout, listener) -> new OpenHub(plane.hub(session, layout, listener), new HostPort("h", 0)),
                answer));
    }

    /** The same with workers of other actor systems. */
    static Props overLoopback(Plan plan, CompletableFuture<String> answer) {
        return Props.create(ScriptedCoordinator.class, () -> new ScriptedCoordinator(plan,
                (session, layout, listener) -> {
                    NettyBulkHub hub = NettyBulkHub.listen(new HostPort("127.0.0.1", 0), session, layout, listener);
                    return new OpenHub(hub, new HostPort("127.0.0.1", hub.address().getPort()));
                }, answer));
    }

    private record OpenHub(BulkHub hub, HostPort address) {}

    private interface HubOpener {
        OpenHub open(BulkSession session, HubLayout layout, BulkHub.Listener listener) throws Exception;
    }

    private ScriptedCoordinator(Plan plan, HubOpener opener, CompletableFuture<String> answer) throws Exception {
        this.plan = plan;
        this.answer = answer;
        this.session = BulkSession.fresh("run", plan.term());
        Job job = plan.job();
        Network network = Formula.network(job);
        this.layout = Formula.blocks(network);
        this.versions = new Storage[]{Formula.parameters(network, job.seed()), Formula.parameters(network, 0)};
        OpenHub open = opener.open(session, HubLayout.of(layout, job.shards(), 0, TEST_EXAMPLES), this);
        this.hub = open.hub();
        this.hubAddress = open.address();
    }

    @Override
    public void preStart() {
        getTimers().startTimerWithFixedDelay("beat", new Bulk(this::beat), Duration.ofMillis(250));
    }

    private void beat() {
        workers.values().forEach(worker -> worker
                .tell(Control.newBuilder().setHeartbeat(Heartbeat.newBuilder().setTerm(plan.term())).build(), self));
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(Control.class, this::hear).match(Bulk.class, bulk -> bulk.task().run()).build();
    }

    @Override
    public void postStop() {
        hub.close();
    }

    private void hear(Control control) {
        switch (control.getMessageCase()) {
            case HELLO -> hello(control.getHello());
            case READY -> {
                if (ready.add(control.getReady().getWorker())) {
                    beginWhenAllAreThere();
                }
            }
            case FAILED -> {
                Failed failed = control.getFailed();
                answer.complete("failed " + failed.getReason() + ": " + failed.getMessage());
            }
            default -> {
                // Heartbeats.
            }
        }
    }

    private void hello(Hello hello) {
        if (hello.getRelease().equals("other")) {
            getSender().tell(Control.newBuilder().setRefused(Refused.newBuilder().setReason("another release")).build(),
                    self);
        } else if (workers.put(hello.getWorker(), getSender()) == null) {
            slots.put(hello.getWorker(), hello.getSlots());
            getSender().tell(Control.newBuilder().setWelcome(Welcome.newBuilder()
                    .setRun(session.run())
                    .setTerm(plan.term())
                    .setJob(JobWriter.render(plan.job()))
                    .setBulkHost(hubAddress.host())
                    .setBulkPort(hubAddress.port())
                    .setBulkToken(session.token())
                    .setDataSha256(plan.dataSha256())).build(), self);
        }
    }

    private void beginWhenAllAreThere() {
        if (ready.size() == plan.expect() && attached == plan.expect()) {
            List<ShardRange> ranges = split(new ShardTree(plan.job().shards()));
            int next = 0;
            for (ActorRef worker : workers.values()) {
                ShardRange range = ranges.get(next++);
                worker.tell(Control.newBuilder().setAssign(Assign.newBuilder()
                        .setTerm(plan.term())
                        .setAssignment(1)
                        .setLo(range.lo())
                        .setHi(range.hi())).build(), self);
            }
            startStep();
        }
    }

    private void startStep() {
        sums = new SummingLink(new ShardTree(plan.job().shards()), layout);
        for (int block = layout.blocks() - 1; block >= 0; block--) {
            hub.publish(step, block, versions[(int) (step & 1)]);
        }
    }

    private void afterPartial() {
        if (!sums.isComplete()) {
            return;
        }
        Storage now = versions[(int) (step & 1)];
        Storage next = versions[(int) (step + 1 & 1)];
        System.arraycopy(now.array(), now.offset(), next.array(), next.offset(), now.length());
        sums.descend(next);
        heard.add("step " + step + " " + sums.scalars() + " " + sums.hash());
        step++;
        if (step == plan.steps() && step < STEPS) {
            answer.complete(String.join("\n", heard));
        } else if (step < STEPS) {
            startStep();
        } else {
            evaluate();
        }
    }

    /** Of the last version, which the workers have whole. */
    private void evaluate() {
        ShardTree tree = new EvaluationPlan(TEST_EXAMPLES).tree();
        sums = new SummingLink(tree, new BlockLayout(new int[]{0}));
        List<ShardRange> ranges = split(tree);
        int next = 0;
        for (ActorRef worker : workers.values()) {
            ShardRange range = ranges.get(next++);
            worker.tell(Control.newBuilder().setOrder(Order.newBuilder()
                    .setTerm(plan.term())
                    .setOrder(1)
                    .setVersion(step - 1)
                    .setPart(DataPart.TEST)
                    .addRanges(Range.newBuilder().setLo(range.lo()).setHi(range.hi()))).build(), self);
        }
    }

    private List<ShardRange> split(ShardTree tree) {
        return RangeSplitter.split(tree, tree.whole(), slots.values().stream().mapToInt(s -> s).toArray());
    }

    @Override
    public void attached(String worker) {
        self.tell(new Bulk(() -> {
            attached++;
            beginWhenAllAreThere();
        }), self);
    }

    @Override
    public void detached(String worker, String why) {
        // The run's end, or a worker's, which the control plane tells.
    }

    @Override
    public void scalars(String worker, ScalarPartial partial) {
        self.tell(new Bulk(() -> {
            sums.send(partial);
            if (partial.part() == DataPart.TRAIN) {
                afterPartial();
            } else if (sums.isComplete()) {
                heard.add("test " + sums.scalars());
                workers.values().forEach(w -> w.tell(Control.newBuilder()
                        .setFinish(Finish.newBuilder().setTerm(plan.term()).setStatus("finished")).build(), self));
                answer.complete(String.join("\n", heard));
            }
        }), self);
    }

    @Override
    public void gradient(String worker, GradientPartial partial) {
        self.tell(new Bulk(() -> {
            sums.send(partial);
            afterPartial();
        }), self);
    }
}
