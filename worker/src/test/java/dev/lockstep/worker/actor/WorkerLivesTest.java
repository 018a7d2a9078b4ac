package dev.lockstep.worker.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobWriter;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.CannotListenException;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.common.wire.NettyBulkConnector;
import dev.lockstep.common.wire.ScalarPartial;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.compute.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A worker that loses its coordinator, or its actor system, in a cluster on the loopback interface. */
class WorkerLivesTest {

    private static final String ACTOR = "coordinator";
    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);
    private static final Job JOB = Formula.job(40, 7);
    private static final long DEADLINE_S = 60;

    private final List<ActorSystem> systems = new ArrayList<>();
    private final NettyBulkConnector connector = new NettyBulkConnector();
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private WorkerNode worker;

    @AfterEach
    void close() {
        if (worker != null) {
            worker.close();
        }
        systems.forEach(ActorSystem::terminate);
        connector.close();
    }

    @Test
    void aWorkerComesBackToTheNextCoordinatorWithTheSameThreadsAndTheSameBits() throws Exception {
        ActorSystem first = coordinatorSystem(ANY_PORT);
        HostPort where = LockstepSystem.listensOn(first);
        CompletableFuture<String> half = coordinate(first, 1, 2);
        worker = WorkerNode.start(settings(), new ClusterLives(ANY_PORT, List.of(where), ACTOR), connector);
        String before = get(half);
        Set<Long> threads = slotThreads();
        assertThat(threads).hasSize(2);

        first.terminate();
        get(first.getWhenTerminated());
        CompletableFuture<String> whole = coordinate(coordinatorSystem(where), 2, ScriptedCoordinator.STEPS);
        while (!lines.poll(DEADLINE_S, TimeUnit.SECONDS).equals("back with the coordinator")) {
            // Other lines.
        }
        Set<Long> threadsNow = slotThreads();

        assertThat(get(whole)).startsWith(before + "\n");
        assertThat(get(worker.result())).isEqualTo(new WorkerResult(0, "the run is over: finished"));
        assertThat(threadsNow).isEqualTo(threads);
    }

    @Test
    void aWorkerThatWasDownedBeginsAnew() throws Exception {
        ActorSystem coordinators = coordinatorSystem(ANY_PORT);
        ClusterLives lives = new ClusterLives(ANY_PORT, List.of(LockstepSystem.listensOn(coordinators)), ACTOR);
        BlockingQueue<ActorSystem> begun = new LinkedBlockingQueue<>();
        worker = WorkerNode.start(settings(), told(lives, begun::add), connector);
        begun.poll(DEADLINE_S, TimeUnit.SECONDS).terminate();
        assertThat(begun.poll(DEADLINE_S, TimeUnit.SECONDS)).isNotNull();
        assertThat(lines.poll(DEADLINE_S, TimeUnit.SECONDS)).contains("begins anew");
        get(coordinate(coordinators, 1, ScriptedCoordinator.STEPS));
        assertThat(get(worker.result()).exitCode()).isZero();
    }

    @Test
    void aLifeBeginsWhenTheOneBeforeItHasClosedItsLink() throws Exception {
        ActorSystem first = coordinatorSystem(ANY_PORT);
        CompletableFuture<String> half = coordinate(first, 1, 1);
        BlockingQueue<String> happened = new LinkedBlockingQueue<>();
        CountDownLatch secondLife = new CountDownLatch(2);
        Lives lives = told(new ClusterLives(ANY_PORT, List.of(LockstepSystem.listensOn(first)), ACTOR), system -> {
            happened.add("a life begins");
            secondLife.countDown();
        });
        worker = WorkerNode.start(settings(), lives,
                (welcome, name, layout, listener) -> new LinkWithClose(
                        connector.connect(welcome, name, layout, listener), () -> happened.add("its link is closed")));
        get(half);
        first.terminate();
        assertThat(secondLife.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(happened).containsExactly("a life begins", "its link is closed", "a life begins");
    }

    /** Tells of its closing. */
    private record LinkWithClose(BulkLink link, Runnable closed) implements BulkLink {

        @Override
        public void send(ScalarPartial partial) {
            link.send(partial);
        }

        @Override
        public void send(GradientPartial partial) {
            link.send(partial);
        }

        @Override
        public void close() {
            link.close();
            closed.run();
        }
    }

    @Test
    void severalCoordinatorsAreGreetedInTurnAndOthersAreMetInTheCluster() throws Exception {
        ActorSystem silent = coordinatorSystem(ANY_PORT);
        ActorSystem active = LockstepSystem.clustered(ANY_PORT, Set.of(LockstepSystem.COORDINATOR_ROLE));
        systems.add(active);
        LockstepSystem.join(active, LockstepSystem.listensOn(silent));
        CompletableFuture<String> answer = coordinate(active, 1, ScriptedCoordinator.STEPS);
        HostPort nobody = new HostPort("127.0.0.1", 1);
        ClusterLives lives = new ClusterLives(ANY_PORT, List.of(nobody, LockstepSystem.listensOn(silent)), ACTOR);
        worker = WorkerNode.start(settings(), lives, connector);
        get(answer);
        assertThat(get(worker.result()).exitCode()).isZero();
        assertThat(lives.known()).contains(nobody, LockstepSystem.listensOn(active));
    }

    @Test
    void aWorkerThatIsStoppedBetweenTwoCoordinatorsLeaves() throws Exception {
        ActorSystem first = coordinatorSystem(ANY_PORT);
        CompletableFuture<String> half = coordinate(first, 1, 1);
        worker = WorkerNode.start(settings(),
                new ClusterLives(ANY_PORT, List.of(LockstepSystem.listensOn(first)), ACTOR), connector);
        get(half);
        first.terminate();
        while (!lines.poll(DEADLINE_S, TimeUnit.SECONDS).startsWith("lost the coordinator")) {
            // Other lines.
        }
        worker.requestStop();
        assertThat(get(worker.result())).isEqualTo(new WorkerResult(3, "stopped on request"));
    }

    @Test
    void aPortThatIsTakenEndsAWorkerWithWords() throws Exception {
        HostPort taken = LockstepSystem.listensOn(coordinatorSystem(ANY_PORT));
        worker = WorkerNode.start(settings(), new ClusterLives(taken, List.of(taken), ACTOR), connector);
        WorkerResult result = get(worker.result());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.message()).contains("cannot listen on " + taken, "already in use");
    }

    @Test
    void whatIsLoadedServesAsLongAsJobAndDataAreTheSame() throws Exception {
        try (WorkerHost host = new WorkerHost(settings())) {
            WorkerHost.Loaded loaded = get(host.load(welcome(JOB, "d")));
            assertThat(get(host.load(welcome(JOB, "d")))).isSameAs(loaded);
            WorkerHost.Loaded other = get(host.load(welcome(Formula.job(20, 7), "d")));
            assertThat(other).isNotSameAs(loaded);
            assertThat(other.prepared().job().batch()).isEqualTo(20);
            assertThat(host.load(welcome(JOB, "e")).handle((nothing, failure) -> failure.getCause())
                    .get(DEADLINE_S, TimeUnit.SECONDS)).hasMessageContaining("SHA-256 d here, e there");
            assertThat(get(host.load(welcome(JOB, "d"))).prepared().job().batch()).isEqualTo(40);
            assertThat(host.proof()).isSameAs(host.proof());
        }
    }

    private static Welcome welcome(Job job, String dataSha256) {
        return Welcome.newBuilder().setJob(JobWriter.render(job)).setDataSha256(dataSha256).build();
    }

    private ActorSystem coordinatorSystem(HostPort address) throws CannotListenException {
        ActorSystem system = LockstepSystem.clustered(address, Set.of(LockstepSystem.COORDINATOR_ROLE));
        systems.add(system);
        LockstepSystem.join(system, LockstepSystem.listensOn(system));
        return system;
    }

    private static CompletableFuture<String> coordinate(ActorSystem system, int term, int steps) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        var plan = new ScriptedCoordinator.Plan(JOB, 1, "d", term, steps);
        system.actorOf(ScriptedCoordinator.overLoopback(plan, answer), ACTOR);
        return answer;
    }

    private WorkerSettings settings() {
        TrainingData data = Formula.data(101, 0, ScriptedCoordinator.TEST_EXAMPLES);
        return new WorkerSettings(2, Optional.empty(), "here", "r", Optional.of(data), lines::add);
    }

    /** Tells the system of every life. */
    private static Lives told(Lives lives, Consumer<ActorSystem> begun) {
        return new Lives() {
            @Override
            public Life begin() throws CannotListenException {
                Life life = lives.begin();
                begun.accept(life.system());
                return life;
            }

            @Override
            public boolean outliveTheirSystem() {
                return lives.outliveTheirSystem();
            }
        };
    }

    private static <T> T get(CompletionStage<T> result) throws Exception {
        return result.toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    }

    private static Set<Long> slotThreads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().contains("-slot-"))
                .map(Thread::threadId).collect(Collectors.toSet());
    }
}
