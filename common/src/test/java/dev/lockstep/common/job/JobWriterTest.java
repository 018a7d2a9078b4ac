package dev.lockstep.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class JobWriterTest {

    @Property(tries = 300, seed = "1", edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenReadsBackEqual(@ForAll("jobs") Job job) throws JobFaults {
        String text = JobWriter.render(job);
        assertThat(JobReader.parse(text)).isEqualTo(job);
        assertThat(JobWriter.render(JobReader.parse(text))).isEqualTo(text);
    }

    @Provide
    Arbitrary<Job> jobs() {
        Arbitrary<Long> seeds = Arbitraries.longs();
        Arbitrary<StopSpec> stops = Combinators.combine(ints(1).injectNull(0.5), longs(1), numbers().injectNull(0.5))
                .as((epochs, steps, above) -> new StopSpec(
                        Optionals.ofInt(Optional.ofNullable(epochs)),
                        OptionalLong.of(steps),
                        OptionalDouble.empty(),
                        OptionalInt.empty(),
                        Optionals.ofDouble(Optional.ofNullable(above))));
        return Combinators
                .combine(seeds, datas(), layers(), Arbitraries.of(LossKind.MSE, LossKind.HALF_SQUARED_ERROR),
                        optimizers(),
                        ints(1), stops, ints(1))
                .as((seed, data, layers, loss, optimizer, batch, stop, keep) -> new Job(
                        "job-" + batch,
                        seed,
                        data,
                        layers,
                        loss,
                        batch % 2 == 0 ? Reduction.SUM : Reduction.MEAN,
                        optimizer,
                        batch,
                        1 + batch % 100,
                        batch % 5 == 0 ? Precision.BF16 : Precision.F32,
                        stop,
                        new CheckpointSpec(batch % 2 == 0 ? OptionalLong.empty() : OptionalLong.of(batch), keep,
                                batch % 3 == 0 ? CheckpointSpec.OnFailure.STOP : CheckpointSpec.OnFailure.WARN),
                        new MetricsSpec(keep),
                        new WorkersSpec(Duration.ofMillis(100 + keep)),
                        1.0 / batch));
    }

    private static Arbitrary<DataSpec> datas() {
        Arbitrary<Path> paths = Arbitraries.strings().withChars("ab \"\\$#{}=é/").ofMinLength(1).ofMaxLength(12)
                .map(text -> Path.of("/data/x" + text.replace("//", "/") + "y").normalize());
        Arbitrary<DataSpec.Split> splits = Arbitraries.doubles().between(0, 0.49)
                .map(fraction -> new DataSpec.Split(fraction, 0));
        Arbitrary<DataSpec> csv = Combinators
                .combine(paths, paths.injectNull(0.5), Arbitraries.strings().ofMinLength(1).ofMaxLength(8)
                        .list().uniqueElements().ofMinSize(1).ofMaxSize(3), Arbitraries.of(DataSpec.Header.class),
                        positives(), splits)
                .as((train, test, label, header, scale, split) -> new DataSpec.Csv(train, Optional.empty(),
                        Optional.ofNullable(test), label, header, scale,
                        header == DataSpec.Header.AUTO ? Optional.empty() : Optional.of(List.of(1, 8, 8)), split));
        Arbitrary<DataSpec> idx = Combinators.combine(paths, paths, splits)
                .as((images, labels, split) -> new DataSpec.Idx(new DataSpec.IdxFiles(images, labels), Optional.empty(),
                        Optional.of(new DataSpec.IdxFiles(labels, images)), 1.0 / 255, split));
        return Arbitraries.oneOf(csv, idx);
    }

    private static Arbitrary<List<LayerSpec>> layers() {
        Arbitrary<LayerSpec.Pair> pairs = Combinators.combine(ints(4), ints(4)).as(LayerSpec.Pair::new)
                .filter(pair -> pair.rows() < 1000 && pair.columns() < 1000);
        Arbitrary<Optional<LayerSpec.Init>> inits = Arbitraries.of(LayerSpec.Init.class).optional();
        Arbitrary<LayerSpec> layer = Arbitraries.oneOf(
                Combinators.combine(Arbitraries.integers().between(1, 1000), inits)
                        .as((units, init) -> new LayerSpec.Dense(Optional.empty(), units, init)),
                Combinators.combine(pairs, pairs, inits)
                        .as((kernel, stride, init) -> new LayerSpec.Conv(Optional.empty(), 8,
                                kernel, stride, new LayerSpec.Pair(0, 3), init)),
                Combinators.combine(pairs, pairs).as((kernel, stride) -> new LayerSpec.MaxPool(Optional.empty(), kernel,
                        stride, new LayerSpec.Pair(1, 0))),
                Arbitraries.doubles().between(0, 0.99).map(rate -> new LayerSpec.Dropout(Optional.empty(), rate)),
                Arbitraries.of(LayerSpec.Function.class)
                        .map(function -> new LayerSpec.Activation(Optional.empty(), function)));
        return layer.list().ofMaxSize(5).map(list -> {
            List<LayerSpec> named = new ArrayList<>(list);
            named.add(new LayerSpec.Flatten(Optional.of("flat")));
            return named;
        });
    }

    private static Arbitrary<OptimizerSpec> optimizers() {
        Arbitrary<Double> fractions = Arbitraries.doubles().between(0.01, 0.99);
        Arbitrary<OptimizerSpec.Rule> rules = Arbitraries.oneOf(
                Combinators.combine(fractions, floats())
                        .as((momentum, decay) -> new OptimizerSpec.Sgd(momentum, true,
                                decay)),
                Combinators.combine(fractions, floats())
                        .as((beta, decay) -> new OptimizerSpec.Adam(beta, 0.999, decay, decay)),
                Combinators.combine(fractions, floats())
                        .as((beta, decay) -> new OptimizerSpec.AdamW(beta, 0.999, decay, decay)));
        Arbitrary<ScheduleSpec> schedules = Arbitraries.oneOf(
                longs(0).map(ScheduleSpec.Constant::new),
                longs(1).map(steps -> new ScheduleSpec.Step(steps, steps, 0.5)),
                longs(1).map(steps -> new ScheduleSpec.Cosine(steps - 1, steps, 0.25)));
        return Combinators.combine(rules, floats(), schedules, positives().injectNull(0.5))
                .as((rule, rate, schedule, norm) -> new OptimizerSpec(rule, rate, schedule,
                        Optionals.ofDouble(Optional.ofNullable(norm))));
    }

    private static Arbitrary<Integer> ints(int lowest) {
        return Arbitraries.integers().between(lowest, Integer.MAX_VALUE / 2);
    }

    private static Arbitrary<Long> longs(long lowest) {
        return Arbitraries.longs().between(lowest, Long.MAX_VALUE);
    }

    private static Arbitrary<Double> positives() {
        return anyBits().map(Math::abs).filter(number -> number > 0);
    }

    /** Positive, and still so as a float. */
    private static Arbitrary<Double> floats() {
        return Arbitraries.integers().between(1, Float.floatToIntBits(Float.MAX_VALUE))
                .map(bits -> (double) Float.intBitsToFloat(bits));
    }

    private static Arbitrary<Double> numbers() {
        return anyBits();
    }

    private static Arbitrary<Double> anyBits() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }
}
