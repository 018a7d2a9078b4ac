package dev.lockstep.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.cluster.Cluster;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.common.wire.MemoryBulkPlane;
import dev.lockstep.coordinator.protocol.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane between two nodes of a cluster; the bulk plane is in memory, since both are in this JVM. */
class CoordinatorClusterTest {

    private static final int DEADLINE_SECONDS = 30;
    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    @TempDir
    private Path folder;

    private final CompletableFuture<Report> firstStep = new CompletableFuture<>();
    private ActorSystem here;
    private ActorSystem there;

    @BeforeEach
    void open() throws Exception {
        here = LockstepSystem.clustered(ANY_PORT, Set.of(LockstepSystem.COORDINATOR_ROLE));
        LockstepSystem.join(here, LockstepSystem.listensOn(here));
        there = LockstepSystem.clustered(ANY_PORT, Set.of(LockstepSystem.WORKER_ROLE));
    }

    @AfterEach
    void close() throws Exception {
        for (ActorSystem system : new ActorSystem[]{there, here}) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWorkerOfAnotherNodeIsServedBeforeItIsAMember() throws Exception {
        RunFixture run = RunFixture.ofEpochs(2);
        try (MemoryBulkPlane plane = new MemoryBulkPlane(); CoordinatorNode node = start(run, plane)) {
            startWorker(run, plane);
            assertThat(result(node).exitCode()).isZero();
        }
    }

    @Test
    void aWorkerThatIsRemovedFromTheClusterIsLost() throws Exception {
        RunFixture run = RunFixture.ofEpochs(1_000_000);
        try (MemoryBulkPlane plane = new MemoryBulkPlane(); CoordinatorNode node = start(run, plane)) {
            startWorker(run, plane);
            CompletableFuture<Void> member = new CompletableFuture<>();
            Cluster.get(there).registerOnMemberUp(() -> member.complete(null));
            LockstepSystem.join(there, LockstepSystem.listensOn(here));
            member.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            firstStep.get(DEADLINE_SECONDS, TimeUnit.SECONDS);

            Cluster.get(there).leave(Cluster.get(there).selfAddress());

            RunResult result = result(node);
            assertThat(result.exitCode()).isEqualTo(5);
            assertThat(result.message()).contains("worker w1 (host here, process 7)");
        }
    }

    private CoordinatorNode start(RunFixture run, MemoryBulkPlane plane) {
        return CoordinatorNode.start(run.settings(folder, 1, this::hear), here,
                (session, layout, listener) -> HubOpener.OpenHub.inMemory(plane.hub(session, layout, listener)));
    }

    private void hear(Report report) {
        if (report instanceof Report.StepDone) {
            firstStep.complete(report);
        }
    }

    private void startWorker(RunFixture run, MemoryBulkPlane plane) throws Exception {
        String path = LockstepSystem.path(LockstepSystem.listensOn(here), "user/" + CoordinatorNode.ACTOR_NAME);
        ActorRef coordinator = there.actorSelection(path).resolveOne(Duration.ofSeconds(DEADLINE_SECONDS))
                .toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        there.actorOf(FakeWorker.props("w1", coordinator, plane, run, FakeWorker.Manner.GOOD, new AtomicInteger()));
    }

    private static RunResult result(CoordinatorNode node) throws Exception {
        return node.result().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
