package dev.lockstep.coordinator.actor;

import dev.lockstep.common.job.CheckpointSpec;
import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.job.MetricsSpec;
import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.job.WorkersSpec;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.coordinator.status.RunTerm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A small job: three layers in more than one block, five shards, a ragged last batch, validation and test data, the last
 * in more shards than a batch. */
record RunFixture(Job job, ModelFacts model, DataFacts data) {

    static RunFixture ofEpochs(int epochs) throws ShapeFault {
        List<LayerSpec> layers = List.of(dense(150), dense(150), dense(3));
        Path nowhere = Path.of("nowhere.csv");
        Job job = new Job("small", 3,
                new DataSpec.Csv(nowhere, Optional.empty(), Optional.empty(), List.of("0"), DataSpec.Header.AUTO, 1,
                        Optional.empty(), DataSpec.Split.NONE),
                layers, LossKind.CROSS_ENTROPY, Reduction.MEAN,
                new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false, 0), 0.05, new ScheduleSpec.Constant(0),
                        OptionalDouble.of(10)),
                16, 5, Precision.F32,
                new StopSpec(OptionalInt.of(epochs), OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                        OptionalDouble.empty()),
                new CheckpointSpec(OptionalLong.empty(), 1, CheckpointSpec.OnFailure.WARN), new MetricsSpec(1),
                new WorkersSpec(Duration.ofSeconds(20)), 0);
        ModelFacts model = ModelFacts.of(Network.build(layers, Shape.of(100), LossKind.CROSS_ENTROPY), job.seed());
        return new RunFixture(job, model, new DataFacts(40, 300, 1700, "abc"));
    }

    /** The same, a share of whose sums is computed twice. */
    RunFixture audited(double share) {
        Job audited = new Job(job.name(), job.seed(), job.data(), job.model(), job.loss(), job.reduction(),
                job.optimizer(),
                job.batch(), job.shards(), job.gradients(), job.stop(), job.checkpoint(), job.metrics(), job.workers(),
                share);
        return new RunFixture(audited, model, data);
    }

    BlockLayout layout() {
        return model.blocks();
    }

    int examples(long step) {
        return step % 3 == 2 ? 8 : 16;
    }

    CoordinatorSettings settings(Path folder, int expect, RunListener listener) {
        return settings("job text", folder, expect, listener);
    }

    CoordinatorSettings settings(String jobText, Path folder, int expect, RunListener listener) {
        return settings(jobText, RunTerm.first("run"), folder, expect, listener);
    }

    CoordinatorSettings settings(RunTerm term, Path folder, int expect, RunListener listener) {
        return settings("job text", term, folder, expect, listener);
    }

    private CoordinatorSettings settings(String jobText, RunTerm term, Path folder, int expect, RunListener listener) {
        return new CoordinatorSettings(job, jobText, ownModel(), data, folder, term, expect, false,
                FakeWorker.RELEASE,
                Optional.of(FakeWorker.ANSWER), listener,
                System.nanoTime());
    }

    /** Each run takes its initial parameters over. */
    private ModelFacts ownModel() {
        Storage initial = Storage.allocate(model.initial().length());
        System.arraycopy(model.initial().array(), model.initial().offset(), initial.array(), 0, initial.length());
        return new ModelFacts(model.input(), model.layers(), model.parameters(), model.blocks(), initial,
                model.accuracy());
    }

    private static LayerSpec dense(int units) {
        return new LayerSpec.Dense(Optional.empty(), units, Optional.empty());
    }
}
