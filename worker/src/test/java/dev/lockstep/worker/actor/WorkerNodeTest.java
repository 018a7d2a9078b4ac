package dev.lockstep.worker.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import dev.lockstep.common.data.Examples;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.common.wire.MemoryBulkPlane;
import dev.lockstep.worker.compute.Formula;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers end to end, against a coordinator that plays a fixed part over the in-memory plane. */
class WorkerNodeTest {

    private static final long DEADLINE_S = 60;
    private static final int TRAIN_EXAMPLES = 101;

    private final List<WorkerNode> workers = new ArrayList<>();
    private ActorSystem system;
    private MemoryBulkPlane plane;

    @BeforeEach
    void open() {
        system = LockstepSystem.local("worker-test");
        plane = new MemoryBulkPlane();
    }

    @AfterEach
    void close() {
        workers.forEach(WorkerNode::close);
        system.terminate();
        plane.close();
    }

    @Test
    void aRunHasTheSameBitsForAnyWorkersAndSlots() throws Exception {
        Job ragged = Formula.job(40, 7);
        String alone = run(ragged, 1);
        assertThat(alone.lines()).hasSize(ScriptedCoordinator.STEPS + 1);
        assertThat(run(ragged, 2)).isEqualTo(alone);
        assertThat(run(ragged, 3)).isEqualTo(alone);
        assertThat(run(ragged, 1, 2)).isEqualTo(alone);
        assertThat(run(ragged, 3, 1, 2)).isEqualTo(alone);
        assertThat(run(ragged, 1, 1, 1, 1, 1, 1, 1)).isEqualTo(alone);
    }

    @Test
    void moreWorkersThanShardsIsTheSameToo() throws Exception {
        Job few = Formula.job(5, 2);
        assertThat(run(few, 1, 2, 1)).isEqualTo(run(few, 1));
    }

    @Test
    void aWorkerThatIsThereFirstWaitsForItsCoordinator() throws Exception {
        CompletableFuture<String> told = new CompletableFuture<>();
        WorkerNode early = start(settings(1, "r", told::complete));
        assertThat(told.get(DEADLINE_S, TimeUnit.SECONDS)).contains("waiting for the coordinator");
        coordinate(Formula.job(40, 4), 1, "d").get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(get(early.result())).isEqualTo(new WorkerResult(0, "the run is over: finished"));
    }

    @Test
    void otherDataAreRefusedWithBothHashes() throws Exception {
        WorkerNode worker = start(settings(1, "r", line -> {}));
        String answer = coordinate(Formula.job(40, 4), 1, "e").get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(answer).startsWith("failed DATA").contains("SHA-256 d here, e there");
        assertThat(get(worker.result()).exitCode()).isEqualTo(2);
    }

    @Test
    void aFaultInAStepIsToldWithItsPlaceAndEndsTheWorker() throws Exception {
        Examples broken = Formula.breaking(TRAIN_EXAMPLES, 5);
        WorkerNode worker = start(settings(2, "r", line -> {}, new TrainingData(broken, broken, broken, "d")));
        String answer = coordinate(Formula.job(40, 4), 1, "d").get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(answer).isEqualTo("failed FAULT: step 0, shards [0, 4): example 5 cannot be read");
        assertThat(get(worker.result()).exitCode()).isEqualTo(1);
    }

    @Test
    void aJobThatDoesNotFitTheDataIsToldAsAFault() throws Exception {
        WorkerNode worker = start(settings(1, "r", line -> {}));
        String answer = coordinate(Formula.job(TRAIN_EXAMPLES + 1, 4), 1, "d").get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(answer).startsWith("failed FAULT: preparing the job: a batch of 102");
        assertThat(get(worker.result()).exitCode()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheWorkersOwnIsToldAndEndsIt() throws Exception {
        WorkerNode worker = WorkerNode.start(settings(1, "r", line -> {}), system,
                system.actorSelection("/user/coordinator"), (welcome, name, layout, listener) -> {
                    throw new OutOfMemoryError("no room");
                });
        workers.add(worker);
        String answer = coordinate(Formula.job(40, 4), 1, "d").get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(answer).isEqualTo("failed FAULT: out of memory: no room; try -Xmx");
        assertThat(get(worker.result()).exitCode()).isEqualTo(1);
    }

    @Test
    void aRefusedWorkerEndsWithTheReason() throws Exception {
        WorkerNode worker = start(settings(1, "other", line -> {}));
        coordinate(Formula.job(40, 4), 1, "d");
        assertThat(get(worker.result()))
                .isEqualTo(new WorkerResult(WorkerResult.REFUSED, "refused by the coordinator: another release"));
    }

    @Test
    void aWorkerThatIsStoppedLeaves() throws Exception {
        WorkerNode worker = start(settings(1, "r", line -> {}));
        worker.requestStop();
        assertThat(get(worker.result()).exitCode()).isEqualTo(3);
    }

    @Test
    void theEndOfItsSystemEndsAWorker() throws Exception {
        WorkerNode worker = start(settings(1, "r", line -> {}));
        system.terminate();
        assertThat(get(worker.result()).exitCode()).isEqualTo(1);
    }

    /** One run with a worker for each number of slots; all of them end well. */
    private String run(Job job, int... slots) throws Exception {
        List<WorkerNode> own = new ArrayList<>();
        for (int count : slots) {
            own.add(start(settings(count, "r", line -> {})));
        }
        CompletableFuture<String> answered = coordinate(job, slots.length, "d");
        own.forEach(worker -> worker.result().thenAccept(ended -> {
            if (ended.exitCode() != 0) {
                answered.complete("ended early: " + ended);
            }
        }));
        String answer = answered.get(DEADLINE_S, TimeUnit.SECONDS);
        for (WorkerNode worker : own) {
            assertThat(get(worker.result()).exitCode()).isZero();
        }
        close();
        workers.clear();
        open();
        return answer;
    }

    private CompletableFuture<String> coordinate(Job job, int expect, String dataSha256) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        system.actorOf(ScriptedCoordinator.props(
                new ScriptedCoordinator.Plan(job, expect, dataSha256, 1, ScriptedCoordinator.STEPS), plane, answer),
                "coordinator");
        return answer;
    }

    private WorkerNode start(WorkerSettings settings) {
        WorkerNode worker = WorkerNode.start(settings, system, system.actorSelection("/user/coordinator"), plane);
        workers.add(worker);
        return worker;
    }

    private static WorkerSettings settings(int slots, String release, Consumer<String> lines) {
        return settings(slots, release, lines,
                Formula.data(TRAIN_EXAMPLES, 0, ScriptedCoordinator.TEST_EXAMPLES));
    }

    private static WorkerSettings settings(int slots, String release, Consumer<String> lines, TrainingData data) {
        return new WorkerSettings(slots, Optional.empty(), "here", release, Optional.of(data), lines);
    }

    private static WorkerResult get(CompletionStage<WorkerResult> result) throws Exception {
        return result.toCompletableFuture().get(DEADLINE_S, TimeUnit.SECONDS);
    }
}
