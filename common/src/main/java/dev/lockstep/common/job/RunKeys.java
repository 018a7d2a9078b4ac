package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import java.time.Duration;

/** The keys that say how a run goes, and when it ends. */
final class RunKeys {

    static final Key<Integer> EPOCHS = Key.optional("epochs", NumberKinds.intBetween(1, Integer.MAX_VALUE),
            "Passes over the training data");
    static final Key<Long> STEPS = Key.optional("steps", NumberKinds.atLeast(1),
            "Optimizer updates; also inside an epoch");
    static final Key<Double> LOSS_BELOW = Key.optional("loss-below", NumberKinds.anyNumber(),
            "An epoch's loss is below this; the validation loss where there is validation data");
    static final Key<Integer> PATIENCE = Key.optional("patience", NumberKinds.intBetween(1, Integer.MAX_VALUE),
            "So many evaluations in a row without a lower validation loss");
    static final Key<Double> LOSS_ABOVE = Key.optional("loss-above", NumberKinds.anyNumber(),
            "A step's loss beyond this is divergence: exit code 4");
    static final Key<ConfigObject> STOP = Key.required("stop",
            new SectionKind(Section.of("stop",
                    "The first bound that is met ends the run; at least one of `epochs`, `steps`, `loss-below`, `patience`",
                    EPOCHS, STEPS, LOSS_BELOW, PATIENCE, LOSS_ABOVE)),
            "When the run ends");

    static final Key<Long> CHECKPOINT_EVERY_STEPS = Key.optional("every-steps", NumberKinds.atLeast(1),
            "Steps between checkpoints");
    static final Key<Integer> KEEP = Key.withDefault("keep", NumberKinds.intBetween(1, Integer.MAX_VALUE), 2,
            "The newest so many checkpoints stay");
    static final Key<CheckpointSpec.OnFailure> ON_FAILURE = Key.withDefault("on-failure",
            Choices.constants(CheckpointSpec.OnFailure.class), CheckpointSpec.OnFailure.WARN,
            "When a checkpoint cannot be written: `warn` goes on training, `stop` ends the run");
    static final Key<ConfigObject> CHECKPOINT = Key.optional("checkpoint",
            new SectionKind(Section.of("checkpoint", "When the state of a run is kept", CHECKPOINT_EVERY_STEPS, KEEP,
                    ON_FAILURE)),
            "When the state of a run is kept");

    static final Key<Long> METRICS_EVERY_STEPS = Key.withDefault("every-steps", NumberKinds.atLeast(1), 1L,
            "Steps between lines of `metrics.jsonl`; only a step with a line has a receipt");
    static final Key<ConfigObject> METRICS = Key.optional("metrics",
            new SectionKind(Section.of("metrics", "What is written down while training", METRICS_EVERY_STEPS)),
            "What is written down while training");

    static final Key<Duration> DEADLINE = Key.withDefault("deadline", TextKinds.duration(), Duration.ofSeconds(60),
            "How long a run waits for workers that have not come, or were lost");
    static final Key<ConfigObject> WORKERS = Key.optional("workers",
            new SectionKind(Section.of("workers", "What is expected of the workers", DEADLINE)),
            "What is expected of the workers");

    static final Key<Double> AUDIT = Key.withDefault("audit", NumberKinds.numberFrom0To1(), 0.0,
            "The share of partial sums that a second worker computes too, to be compared bit for bit");

    private RunKeys() {}
}
