package dev.lockstep.common.job;

import com.typesafe.config.ConfigUtil;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a job so that {@link JobReader#parse(String)} gives an equal one anywhere: every key has its value, every path is
 * absolute. This is {@code job.conf} of a run and what workers are sent; equal jobs give equal text.
 */
public final class JobWriter {

    private JobWriter() {}

    public static String render(Job job) {
        HoconText text = new HoconText();
        text.line("name", quoted(job.name()));
        text.line("seed", job.seed());
        data(job.data(), text);
        text.line("model", job.model().stream()
                .map(JobWriter::layer)
                .collect(Collectors.joining(",\n  ", "[\n  ", "\n]")));
        text.line("loss", job.loss().key());
        text.line("reduction", Choices.word(job.reduction()));
        optimizer(job.optimizer(), text);
        text.line("batch", job.batch());
        text.line("shards", job.shards());
        text.line("gradients", Choices.word(job.gradients()));
        text.open("stop");
        job.stop().epochs().ifPresent(value -> text.line(RunKeys.EPOCHS.name(), value));
        job.stop().steps().ifPresent(value -> text.line(RunKeys.STEPS.name(), value));
        job.stop().lossBelow().ifPresent(value -> text.line(RunKeys.LOSS_BELOW.name(), value));
        job.stop().patience().ifPresent(value -> text.line(RunKeys.PATIENCE.name(), value));
        job.stop().lossAbove().ifPresent(value -> text.line(RunKeys.LOSS_ABOVE.name(), value));
        text.close();
        text.open("checkpoint");
        job.checkpoint().everySteps().ifPresent(value -> text.line(RunKeys.CHECKPOINT_EVERY_STEPS.name(), value));
        text.line(RunKeys.KEEP.name(), job.checkpoint().keep());
        text.line(RunKeys.ON_FAILURE.name(), Choices.word(job.checkpoint().onFailure()));
        text.close();
        text.open("metrics").line(RunKeys.METRICS_EVERY_STEPS.name(), job.metrics().everySteps()).close();
        text.open("workers")
                .line(RunKeys.DEADLINE.name(), RunKeys.DEADLINE.kind().render(job.workers().deadline()))
                .close();
        text.line(RunKeys.AUDIT.name(), job.audit());
        return text.toString();
    }

    private static void data(DataSpec data, HoconText text) {
        text.open("data");
        switch (data) {
            case DataSpec.Csv csv -> {
                text.line("format", DataKeys.CSV);
                text.line("train", quoted(csv.train()));
                csv.validation().ifPresent(path -> text.line("validation", quoted(path)));
                csv.test().ifPresent(path -> text.line("test", quoted(path)));
                text.line("label", csv.label().stream()
                        .map(JobWriter::quoted)
                        .collect(Collectors.joining(", ", "[", "]")));
                text.line("header", Choices.word(csv.header()));
                csv.shape().ifPresent(shape -> text.line("shape", DataKeys.SHAPE.kind().render(shape)));
            }
            case DataSpec.Idx idx -> {
                text.line("format", DataKeys.IDX);
                files("train", Optional.of(idx.train()), text);
                files("validation", idx.validation(), text);
                files("test", idx.test(), text);
            }
        }
        text.line("scale", data.scale());
        text.open("split");
        text.line("validation", data.split().validation());
        text.line("test", data.split().test());
        text.close();
        text.close();
    }

    private static void files(String part, Optional<DataSpec.IdxFiles> files, HoconText text) {
        files.ifPresent(both -> text.open(part)
                .line("images", quoted(both.images()))
                .line("labels", quoted(both.labels()))
                .close());
    }

    private static void optimizer(OptimizerSpec optimizer, HoconText text) {
        text.open("optimizer");
        switch (optimizer.rule()) {
            case OptimizerSpec.Sgd sgd -> text
                    .line("type", OptimizerKeys.SGD)
                    .line("momentum", sgd.momentum())
                    .line("nesterov", sgd.nesterov())
                    .line("weight-decay", sgd.weightDecay());
            case OptimizerSpec.Adam adam -> text
                    .line("type", OptimizerKeys.ADAM)
                    .line("beta1", adam.beta1())
                    .line("beta2", adam.beta2())
                    .line("epsilon", adam.epsilon())
                    .line("weight-decay", adam.weightDecay());
            case OptimizerSpec.AdamW adam -> text
                    .line("type", OptimizerKeys.ADAMW)
                    .line("beta1", adam.beta1())
                    .line("beta2", adam.beta2())
                    .line("epsilon", adam.epsilon())
                    .line("weight-decay", adam.weightDecay());
        }
        text.line("learning-rate", optimizer.learningRate());
        optimizer.clipNorm().ifPresent(norm -> text.line("clip-norm", norm));
        text.open("schedule");
        switch (optimizer.schedule()) {
            case ScheduleSpec.Constant constant -> text.line("type", OptimizerKeys.CONSTANT);
            case ScheduleSpec.Step step -> text
                    .line("type", OptimizerKeys.STEP)
                    .line("every-steps", step.everySteps())
                    .line("factor", step.factor());
            case ScheduleSpec.Cosine cosine -> text
                    .line("type", OptimizerKeys.COSINE)
                    .line("steps", cosine.steps())
                    .line("floor", cosine.floor());
        }
        text.line("warmup-steps", optimizer.schedule().warmupSteps());
        text.close();
        text.close();
    }

    private static String layer(LayerSpec layer) {
        String settings = switch (layer) {
            case LayerSpec.Dense dense -> "dense = " + dense.units() + init(dense.init());
            case LayerSpec.Conv conv -> "conv = " + conv.filters() + pair("kernel", conv.kernel())
                    + pair("stride", conv.stride()) + pair("padding", conv.padding()) + init(conv.init());
            case LayerSpec.MaxPool pool -> "max-pool = " + LayerKeys.KERNEL.kind().render(pool.kernel())
                    + pair("stride", pool.stride()) + pair("padding", pool.padding());
            case LayerSpec.Dropout dropout -> "dropout = " + dropout.rate();
            case LayerSpec.Flatten flatten -> "flatten = true";
            case LayerSpec.Activation activation -> Choices.word(activation.function()) + " = true";
        };
        return "{ " + settings + layer.name().map(name -> ", name = " + quoted(name)).orElse("") + " }";
    }

    private static String pair(String key, LayerSpec.Pair pair) {
        return ", " + key + " = " + LayerKeys.KERNEL.kind().render(pair);
    }

    private static String init(Optional<LayerSpec.Init> init) {
        return init.map(value -> ", init = " + Choices.word(value)).orElse("");
    }

    private static String quoted(Path path) {
        return quoted(path.toAbsolutePath().normalize().toString());
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }

    /** Lines of keys, indented by the groups around them. */
    private static final class HoconText {

        private final StringBuilder text = new StringBuilder();
        private int depth;

        HoconText line(String key, Object value) {
            String indent = "  ".repeat(depth);
            text.append(indent).append(key).append(" = ").append(value).append('\n');
            return this;
        }

        HoconText open(String key) {
            text.append("  ".repeat(depth++)).append(key).append(" {\n");
            return this;
        }

        HoconText close() {
            text.append("  ".repeat(--depth)).append("}\n");
            return this;
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
