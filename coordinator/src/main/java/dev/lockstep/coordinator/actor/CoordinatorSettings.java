package dev.lockstep.coordinator.actor;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointFacts;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.job.CheckpointSpec;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobIdentity;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.ControlSerializer;
import dev.lockstep.common.wire.HubLayout;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.coordinator.parameters.Snapshot;
import dev.lockstep.coordinator.protocol.CheckpointMark;
import dev.lockstep.coordinator.protocol.CheckpointPlan;
import dev.lockstep.coordinator.protocol.RunPlan;
import dev.lockstep.coordinator.status.MemoryNumbers;
import dev.lockstep.coordinator.status.RunTerm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a coordinator is told by the command that starts it.
 *
 * @param job         what to train
 * @param jobText     the resolved job file, as workers read it and as the run's folder keeps it
 * @param model       the network's parameters
 * @param data        how much there is
 * @param runFolder   exists; the run's files are written there
 * @param term        which life of the run's coordinator this is, and what it goes on from
 * @param expect      how many workers to wait for before step 0
 * @param failFast    a worker that cannot take part ends a run that has not started: nobody else could come for it
 * @param release     of this program; workers of another one are refused
 * @param knownAnswer the hash that every worker's known-answer test must give; empty: the first worker's answer
 * @param listener    hears how the run goes
 * @param startNs     when the command started, on the clock of {@link System#nanoTime}
 */
public record CoordinatorSettings(
        Job job,
        String jobText,
        ModelFacts model,
        DataFacts data,
        Path runFolder,
        RunTerm term,
        int expect,
        boolean failFast,
        String release,
        Optional<String> knownAnswer,
        RunListener listener,
        long startNs) {

    /** As many as a run may have. */
    public static final int MAX_EXPECT = PeerLimits.MAX_WORKERS;

    public CoordinatorSettings {
        if (expect < 1 || expect > MAX_EXPECT) {
            throw new IllegalArgumentException("expect must be 1 to " + MAX_EXPECT + ", got " + expect);
        }
    }

    /** Why a job cannot be told to workers, in words for a user; empty if it can. */
    public static Optional<String> jobFault(String jobText) {
        int bytes = jobText.getBytes(StandardCharsets.UTF_8).length;
        return bytes <= ControlSerializer.MAX_JOB_BYTES
                ? Optional.empty()
                : Optional.of("the job has " + bytes + " bytes once resolved, and workers can be told "
                        + ControlSerializer.MAX_JOB_BYTES + "; write it with fewer or shorter entries");
    }

    /** What the protocol knows of the run. */
    RunPlan plan() {
        CheckpointSpec checkpoint = job.checkpoint();
        boolean stops = checkpoint.onFailure() == CheckpointSpec.OnFailure.STOP;
        return new RunPlan(expect, failFast, job.workers().deadline().toNanos(), term.number(), release,
                knownAnswer,
                data.train(), data.validation(), data.test(), job.batch(), job.shards(), model.blocks().floats(),
                model.blocks().blocks(),
                job.reduction(), model.accuracy(), job.stop(), model.layers(),
                new CheckpointPlan(checkpoint.everySteps(), stops), job.audit(), job.seed(), term.start());
    }

    /** A checkpoint of a committed version of this run. */
    Checkpoint checkpoint(CheckpointMark mark, Snapshot snapshot, Instant now) {
        RunPlan plan = plan();
        long version = mark.version();
        long stepsIntoEpoch = version % plan.stepsPerEpoch();
        CheckpointFacts facts = new CheckpointFacts(term.run(), term.number(), job.name(), JobIdentity.sha256(job),
                release, job.seed(), data.sha256(), version, version / plan.stepsPerEpoch(),
                stepsIntoEpoch * job.batch(), mark.evaluated(), mark.memory().validationLoss(),
                MemoryNumbers.of(mark.memory()), now);
        return new Checkpoint(facts, TensorEntry.of(model.parameters()), snapshot.parameters(), snapshot.state());
    }

    /** Over the shards of a batch. */
    ShardTree tree() {
        return new ShardTree(job.shards(), job.gradients());
    }

    /** What workers can send. */
    HubLayout hubLayout() {
        return HubLayout.of(model.blocks(), tree(), data.validation(), data.test());
    }

    /** Where a model that this run has trained comes from, for the model's file. */
    Map<String, String> provenance(long steps) {
        Map<String, String> provenance = new TreeMap<>();
        provenance.put("job", job.name());
        provenance.put("seed", Long.toString(job.seed()));
        provenance.put("steps", Long.toString(steps));
        provenance.put("release", release);
        provenance.put("input_shape", model.input().toString());
        provenance.put("data_sha256", data.sha256());
        return provenance;
    }
}
