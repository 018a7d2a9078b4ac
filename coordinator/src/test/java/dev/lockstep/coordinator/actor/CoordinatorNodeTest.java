package dev.lockstep.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import com.google.protobuf.ByteString;
import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.ModelFile;
import dev.lockstep.common.checkpoint.ParameterHash;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkHub;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.ControlSerializer;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.common.wire.MemoryBulkPlane;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.Journal;
import dev.lockstep.coordinator.status.Past;
import dev.lockstep.coordinator.status.RunFolder;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.proto.Control;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The coordinator end to end, over the in-memory plane, with workers that make their gradients up. */
class CoordinatorNodeTest {

    private static final int DEADLINE_SECONDS = 30;

    private final List<ActorSystem> systems = new ArrayList<>();

    @TempDir
    private Path folder;

    private final List<Report> reports = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger lent = new AtomicInteger();
    private final CompletableFuture<Report> firstStep = new CompletableFuture<>();
    private int started;

    @AfterEach
    void terminate() throws Exception {
        for (ActorSystem system : systems) {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void anyNumberOfWorkersTrainsTheSameBits() throws Exception {
        RunFixture run = RunFixture.ofEpochs(2);
        Set<String> hashes = new HashSet<>();
        for (int workers : new int[]{1, 2, 3, 7}) {
            RunResult result = run(run, folder.resolve("w" + workers), workers, FakeWorker.Manner.GOOD);
            assertThat(result.status()).as(result.message()).isEqualTo(RunStatus.FINISHED);
            assertThat(result.summary().workersJoined()).isEqualTo(workers);
            hashes.add(result.summary().parametersSha256().orElseThrow());
        }
        assertThat(hashes).hasSize(1);
        assertThat(lent).as("buffers that were not released").hasValue(0);
    }

    @Test
    void aFinishedRunLeavesItsModelMetricsAndSummary() throws Exception {
        RunFixture run = RunFixture.ofEpochs(2);
        RunResult result = run(run, folder, 2, FakeWorker.Manner.GOOD);

        assertThat(result.exitCode()).isZero();
        assertThat(result.summary().steps()).isEqualTo(6);
        assertThat(result.summary().epochs()).isEqualTo(2);
        assertThat(result.summary().testAccuracy()).hasValue(1);
        var model = ModelFile.read(folder.resolve(RunFolder.MODEL), TensorEntry.of(run.model().parameters()));
        assertThat(ParameterHash.sha256(model)).isEqualTo(result.summary().parametersSha256().orElseThrow());
        List<String> metrics = Files.readAllLines(folder.resolve(Journal.NAME));
        assertThat(metrics).hasSize(6 + 2 + 1);
        assertThat(metrics.getFirst()).startsWith("{\"step\":1,\"epoch\":1,\"loss\":")
                .contains("\"learning_rate\":0.05,\"examples_per_second\":", "\"step_ms\":");
        assertThat(metrics.get(3)).startsWith("{\"step\":3,\"epoch\":1,\"validation_loss\":");
        assertThat(metrics.getLast()).startsWith("{\"step\":6,\"epoch\":2,\"test_loss\":")
                .endsWith("\"test_accuracy\":1.0}");
        assertThat(Files.readString(folder.resolve(RunFolder.SUMMARY))).contains("\"status\" : \"finished\"",
                "\"parameters_sha256\" : \"" + result.summary().parametersSha256().get());
        assertThat(reports.stream().map(r -> r.getClass().getSimpleName()).toList()).containsExactly("Joined", "Joined",
                "Started", "StepDone", "StepDone", "StepDone", "Evaluated", "EpochDone", "StepDone", "StepDone",
                "StepDone",
                "Evaluated", "EpochDone", "Evaluated");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 1})
    void anAuditedRunTrainsTheSameBits(double share) throws Exception {
        String unaudited = hash(run(RunFixture.ofEpochs(2), folder.resolve("plain"), 2, FakeWorker.Manner.GOOD));
        for (int workers : new int[]{1, 2, 3}) {
            RunFixture audited = RunFixture.ofEpochs(2).audited(share);
            RunResult result = run(audited, folder.resolve("w" + workers), workers, FakeWorker.Manner.GOOD);
            assertThat(result.summary().workersLost()).isZero();
            assertThat(hash(result)).as("%d workers", workers).isEqualTo(unaudited);
        }
        assertThat(lent).as("buffers that were not released").hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLIPS_A_BIT_OF_A_GRADIENT_AT_STEP_2", "FLIPS_A_BIT_OF_A_LOSS_AT_STEP_2"})
    void ofThreeWorkersTheOneThatComputesOtherBitsIsSentAway(FakeWorker.Manner manner) throws Exception {
        String right = hash(run(RunFixture.ofEpochs(2), folder.resolve("a"), 2, FakeWorker.Manner.GOOD));
        reports.clear();
        RunResult result = run(RunFixture.ofEpochs(2).audited(1), folder.resolve("b"), 3, manner);

        assertThat(hash(result)).isEqualTo(right);
        List<Report.Lost> lost = reports.stream().filter(Report.Lost.class::isInstance).map(Report.Lost.class::cast)
                .toList();
        assertThat(lost).singleElement().satisfies(l -> {
            assertThat(l.worker()).isEqualTo("w2");
            assertThat(l.why()).contains("computes other bits: in step 2, shards [", "worker w3", "worker w4");
        });
        assertThat(lent).as("buffers that were not released").hasValue(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLIPS_A_BIT_OF_A_GRADIENT_AT_STEP_2", "FLIPS_A_BIT_OF_A_LOSS_AT_STEP_2"})
    void ofTwoWorkersNobodyCanTellWhichIsWrongAndTheRunEnds(FakeWorker.Manner manner) throws Exception {
        RunResult result = run(RunFixture.ofEpochs(2).audited(1), folder, 2, manner);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.message()).contains("in step 2, shards [", "worker w0", "worker w1", "different bits",
                "a third worker is needed");
        assertThat(result.summary().steps()).isEqualTo(1);
        assertThat(lent).as("buffers that were not released").hasValue(0);
    }

    private static String hash(RunResult result) {
        assertThat(result.status()).as(result.message()).isEqualTo(RunStatus.FINISHED);
        return result.summary().parametersSha256().orElseThrow();
    }

    @Test
    void aRunGoesOnWithoutALostWorkerToTheSameBits() throws Exception {
        RunResult undisturbed = run(RunFixture.ofEpochs(50), folder.resolve("a"), 2, FakeWorker.Manner.GOOD);
        RunResult result = run(RunFixture.ofEpochs(50), folder.resolve("b"), 2,
                FakeWorker.Manner.CLOSES_LINK_AT_STEP_2);

        assertThat(result.exitCode()).as(result.message()).isZero();
        assertThat(result.summary().rangesRecomputed()).isPositive();
        assertThat(result.summary().parametersSha256()).isPresent()
                .isEqualTo(undisturbed.summary().parametersSha256());
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunWithExitCode4() throws Exception {
        RunResult result = run(RunFixture.ofEpochs(50), folder, 1, FakeWorker.Manner.NAN_AT_STEP_2);

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.message()).contains("step 2", "NaN", "dense1");
        assertThat(result.summary().steps()).isEqualTo(1);
        assertThat(result.summary().parametersSha256()).isPresent();
    }

    @Test
    void aRunThatIsStoppedKeepsItsLastCommittedStep() throws Exception {
        RunFixture run = RunFixture.ofEpochs(1_000_000);
        try (MemoryBulkPlane plane = new MemoryBulkPlane();
                CoordinatorNode node = start(run, folder, 1, plane)) {
            startWorker(run, plane, node, FakeWorker.Manner.GOOD);
            firstStep.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            node.requestStop();
            RunResult result = result(node);
            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.message()).contains("stopped as asked");
            assertThat(result.summary().steps()).isPositive();
            assertThat(folder.resolve(RunFolder.MODEL)).exists();
        }
    }

    /** Who is told that the run is over would end; who only sees its link end looks for the coordinator of the newer term. */
    @Test
    void aNewerTermEndsTheRunWithoutAWordToItsWorkersOrItsFolder() throws Exception {
        RunFixture run = RunFixture.ofEpochs(1_000_000);
        TermClaims claims = new TermClaims(Disk.REAL, folder);
        claims.claim("run", "here", 7, Instant.EPOCH);
        try (MemoryBulkPlane plane = new MemoryBulkPlane();
                CoordinatorNode node = start(run, folder, 1, plane)) {
            startWorker(run, plane, node, FakeWorker.Manner.GOOD);
            firstStep.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            claims.claim("run", "there", 8, Instant.EPOCH);
            RunResult result = result(node);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.message()).startsWith("term 2 has taken over");
            assertThat(folder.resolve(RunFolder.SUMMARY)).doesNotExist();
            assertThat(folder.resolve(RunFolder.MODEL)).doesNotExist();
        }
    }

    @Test
    void aRunGoesOnFromItsCheckpointToTheSameBits() throws Exception {
        RunFixture run = RunFixture.ofEpochs(100);
        Path into = folder.resolve("stopped");
        try (MemoryBulkPlane plane = new MemoryBulkPlane();
                CoordinatorNode node = start(run, into, 2, plane)) {
            startWorker(run, plane, node, FakeWorker.Manner.GOOD);
            startWorker(run, plane, node, FakeWorker.Manner.GOOD);
            firstStep.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
            node.requestStop();
            assertThat(result(node).exitCode()).isEqualTo(3);
        }
        Checkpoint checkpoint = new CheckpointStore(Disk.REAL, into.resolve(CheckpointStore.FOLDER))
                .newestWhole(new ArrayList<>()).orElseThrow();
        Past past = Past.read(Disk.REAL, into, 2, Optional.of(checkpoint.facts()), true);
        RunTerm second = RunTerm.goingOn("run", 2, Optional.of(checkpoint), past);
        CoordinatorSettings settings = run.settings(second, into, 1, this::hear);
        try (MemoryBulkPlane plane = new MemoryBulkPlane();
                CoordinatorNode node = CoordinatorNode.start(settings, newSystem(), (session, layout,
                        listener) -> HubOpener.OpenHub.inMemory(plane.hub(session, layout, listener)))) {
            startWorker(run, plane, node, FakeWorker.Manner.GOOD);
            RunResult result = result(node);
            assertThat(result.exitCode()).as(result.message()).isZero();
            assertThat(result.summary().parametersSha256()).isEqualTo(
                    run(run, folder.resolve("undisturbed"), 1, FakeWorker.Manner.GOOD).summary().parametersSha256());
        }
    }

    @Test
    void aHubThatCannotOpenFailsTheRunWithItsWords() throws Exception {
        CoordinatorSettings settings = RunFixture.ofEpochs(1).settings(folder, 1, this::hear);
        try (CoordinatorNode node = CoordinatorNode.start(settings, newSystem(), (session, layout, listener) -> {
            throw new IOException("port 4711 is in use");
        })) {
            RunResult result = result(node);
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.message()).isEqualTo("port 4711 is in use");
            assertThat(result.summary().parametersSha256()).isEmpty();
            assertThat(folder.resolve(RunFolder.SUMMARY)).exists();
        }
    }

    @Test
    void aJobThatNoWorkerCanBeToldIsAFaultOfTheJob() throws Exception {
        RunFixture run = RunFixture.ofEpochs(1);
        CoordinatorSettings settings = run.settings("x".repeat(ControlSerializer.MAX_JOB_BYTES + 1), folder, 1,
                this::hear);
        try (CoordinatorNode node = CoordinatorNode.start(settings, newSystem(), (session, layout, listener) -> {
            throw new AssertionError("there is nothing to listen for");
        })) {
            RunResult result = result(node);
            assertThat(result.exitCode()).isEqualTo(2);
            assertThat(result.message()).contains(ControlSerializer.MAX_JOB_BYTES + 1 + " bytes");
        }
    }

    @Test
    void theLongestJobFitsIntoAMessage() {
        String name = "n".repeat(PeerLimits.MAX_NAME_CHARS);
        var welcome = ControlMessages.welcome("run-" + name, 1, "x".repeat(ControlSerializer.MAX_JOB_BYTES),
                new HubOpener.OpenHub(null, name, 65_535),
                ByteString.copyFrom(new byte[BulkSession.MAX_TOKEN_BYTES]), "a".repeat(64));
        assertThat(Control.newBuilder().setWelcome(welcome).build().getSerializedSize())
                .isLessThanOrEqualTo(ControlSerializer.MAX_MESSAGE_BYTES);
    }

    @Test
    void aHubThatOpensAfterTheNodeIsClosedIsClosedToo() throws Exception {
        CompletableFuture<Void> mayOpen = new CompletableFuture<>();
        CompletableFuture<Void> hubClosed = new CompletableFuture<>();
        CoordinatorSettings settings = RunFixture.ofEpochs(1).settings(folder, 1, this::hear);
        CoordinatorNode node = CoordinatorNode.start(settings, newSystem(), (session, layout, listener) -> {
            mayOpen.join();
            return HubOpener.OpenHub.inMemory(new NoHub(hubClosed));
        });
        CompletableFuture<Void> closing = CompletableFuture.runAsync(node::close);
        assertThat(result(node).status()).isEqualTo(RunStatus.FAILED);
        mayOpen.complete(null);
        hubClosed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        closing.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** A hub to which nobody comes. */
    private record NoHub(CompletableFuture<Void> closed) implements BulkHub {

        @Override
        public void publish(long version, int block, Storage parameters, Set<String> except) {}

        @Override
        public void publishTo(String worker, long version, int block, Storage parameters) {}

        @Override
        public void detach(String worker, String why) {}

        @Override
        public void close() {
            closed.complete(null);
        }
    }

    @Test
    void aDiskFaultIsToldWhileTheRunGoesOn() throws Exception {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "");
        RunResult result = run(RunFixture.ofEpochs(2_000), file, 1, FakeWorker.Manner.GOOD);
        assertThat(result.exitCode()).isEqualTo(1);
        int warned = reports.stream().map(Report::getClass).toList().indexOf(Report.Warning.class);
        assertThat(warned).isBetween(0, reports.size() - 2);
        assertThat(((Report.Warning) reports.get(warned)).words()).contains(file.toString());
        assertThat(reports).filteredOn(r -> r instanceof Report.Warning).hasSize(1);
    }

    @Test
    void filesThatCannotBeWrittenFailTheRun() throws Exception {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "");
        RunResult result = run(RunFixture.ofEpochs(1), file, 1, FakeWorker.Manner.GOOD);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.message()).contains("could not be written", file.toString());
    }

    @Test
    void aNodeThatIsClosedGivesItsResult() throws Exception {
        RunFixture run = RunFixture.ofEpochs(1);
        try (MemoryBulkPlane plane = new MemoryBulkPlane()) {
            CoordinatorNode node = start(run, folder, 1, plane);
            node.close();
            assertThat(result(node).status()).isEqualTo(RunStatus.FAILED);
        }
    }

    private void hear(Report report) {
        reports.add(report);
        if (report instanceof Report.StepDone) {
            firstStep.complete(report);
        }
    }

    /** The first worker has the given manner, the others are good. */
    private RunResult run(RunFixture run, Path into, int workers, FakeWorker.Manner manner) throws Exception {
        try (MemoryBulkPlane plane = new MemoryBulkPlane(); CoordinatorNode node = start(run, into, workers, plane)) {
            for (int w = 0; w < workers; w++) {
                startWorker(run, plane, node, w == 0 ? manner : FakeWorker.Manner.GOOD);
            }
            return result(node);
        }
    }

    private CoordinatorNode start(RunFixture run, Path into, int expect, MemoryBulkPlane plane) {
        return CoordinatorNode.start(run.settings(into, expect, this::hear), newSystem(),
                (session, layout, listener) -> HubOpener.OpenHub.inMemory(plane.hub(session, layout, listener)));
    }

    private void startWorker(RunFixture run, MemoryBulkPlane plane, CoordinatorNode node, FakeWorker.Manner manner) {
        systems.getLast().actorOf(FakeWorker.props("w" + started++, node.actor(), plane, run, manner, lent));
    }

    private ActorSystem newSystem() {
        systems.add(LockstepSystem.local("coordinator-test"));
        return systems.getLast();
    }

    private static RunResult result(CoordinatorNode node) throws Exception {
        return node.result().toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
