package dev.lockstep.worker.compute;

import dev.lockstep.common.data.Examples;
import dev.lockstep.common.data.TrainingData;
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
import dev.lockstep.common.nn.ParameterLayout;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A small job whose data follow a formula: 12 features, 4 classes, dropout, parameters in several blocks. */
public final class Formula {

    public static final int FEATURES = 12;
    public static final int CLASSES = 4;

    private Formula() {}

    public static Job job(int batch, int shards) {
        List<LayerSpec> model = List.of(new LayerSpec.Dense(Optional.empty(), 130, Optional.empty()),
                new LayerSpec.Activation(Optional.empty(), LayerSpec.Function.RELU),
                new LayerSpec.Dropout(Optional.empty(), 0.25),
                new LayerSpec.Dense(Optional.empty(), 140, Optional.empty()),
                new LayerSpec.Activation(Optional.empty(), LayerSpec.Function.TANH),
                new LayerSpec.Dense(Optional.empty(), CLASSES, Optional.empty()));
        var data = new DataSpec.Csv(Path.of("/formula.csv"), Optional.empty(), Optional.empty(), List.of("0"),
                DataSpec.Header.AUTO, 1, Optional.empty(), DataSpec.Split.NONE);
        var optimizer = new OptimizerSpec(new OptimizerSpec.Sgd(0, false, 0), 0.1, new ScheduleSpec.Constant(0),
                OptionalDouble.empty());
        return new Job("formula", 7, data, model, LossKind.CROSS_ENTROPY, Reduction.MEAN, optimizer, batch, shards,
                Precision.F32,
                new StopSpec(OptionalInt.of(1), OptionalLong.empty(), OptionalDouble.empty(), OptionalInt.empty(),
                        OptionalDouble.empty()),
                new CheckpointSpec(OptionalLong.empty(), 1, CheckpointSpec.OnFailure.WARN), new MetricsSpec(1),
                new WorkersSpec(Duration.ofSeconds(9)), 0);
    }

    public static TrainingData data(int train, int validation, int test) {
        return new TrainingData(new Rows(train, 0, -1), new Rows(validation, 1000, -1), new Rows(test, 2000, -1), "d");
    }

    public static Network network(Job job) {
        try {
            return Network.build(job.model(), Shape.of(FEATURES), job.loss());
        } catch (ShapeFault fault) {
            throw new IllegalStateException(fault);
        }
    }

    public static BlockLayout blocks(Network network) {
        return BlockLayout.of(network.layout().entries().stream().mapToInt(ParameterLayout.Entry::size).toArray());
    }

    public static Storage parameters(Network network, long seed) {
        Storage parameters = Storage.allocate(network.layout().total());
        network.initialise(seed, parameters);
        return parameters;
    }

    /** Examples of which one cannot be read. */
    public static Examples breaking(int size, int broken) {
        return new Rows(size, 0, broken);
    }

    /** Feature {@code f} of example {@code e} is a triangle wave, the class goes round. */
    private record Rows(int size, int first, int broken) implements Examples {

        @Override
        public Shape shape() {
            return Shape.of(FEATURES);
        }

        @Override
        public void copyFeatures(int example, float[] destination, int offset) {
            if (example == broken) {
                throw new IllegalStateException("example " + example + " cannot be read");
            }
            for (int f = 0; f < FEATURES; f++) {
                destination[offset + f] = Math.floorMod((first + example) * 31L + f * 17L, 97) / 97f - 0.5f;
            }
        }

        @Override
        public int targets() {
            return 1;
        }

        @Override
        public int label(int example) {
            return (first + example) % CLASSES;
        }

        @Override
        public void copyTargets(int example, float[] destination, int offset) {
            throw new IllegalStateException("classes have no targets");
        }
    }
}
