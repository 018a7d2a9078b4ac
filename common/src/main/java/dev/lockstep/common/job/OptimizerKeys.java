package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;

/** The keys of {@code optimizer}. */
final class OptimizerKeys {

    static final String SGD = "sgd";
    static final String ADAM = "adam";
    static final String ADAMW = "adamw";
    static final String CONSTANT = "constant";
    static final String STEP = "step";
    static final String COSINE = "cosine";

    static final Key<String> TYPE = Key.required("type", Choices.words(SGD, ADAM, ADAMW), "The update rule");
    static final Key<Double> LEARNING_RATE = Key.required("learning-rate", NumberKinds.floatAbove0(), "The full rate");
    static final Key<Double> MOMENTUM = Key
            .withDefault("momentum", NumberKinds.floatFrom0Below1(), 0.0, "Share of the last update kept")
            .onlyFor(SGD);
    static final Key<Boolean> NESTEROV = Key
            .withDefault("nesterov", TextKinds.trueOrFalse(), false,
                    "Nesterov's form of momentum, which must be above 0")
            .onlyFor(SGD);
    static final Key<Double> WEIGHT_DECAY = Key
            .withDefault("weight-decay", NumberKinds.floatAtLeast0(), 0.0,
                    "Times the parameter, added to its gradient")
            .onlyFor(SGD, ADAM);
    static final Key<Double> DECOUPLED_DECAY = Key
            .withDefault("weight-decay", NumberKinds.floatAtLeast0(), 0.01,
                    "Times rate and parameter, taken from the parameter")
            .onlyFor(ADAMW);
    static final Key<Double> BETA1 = Key
            .withDefault("beta1", NumberKinds.floatFrom0Below1(), 0.9, "Decay of the mean of the gradients")
            .onlyFor(ADAM, ADAMW);
    static final Key<Double> BETA2 = Key
            .withDefault("beta2", NumberKinds.floatFrom0Below1(), 0.999, "Decay of the mean of their squares")
            .onlyFor(ADAM, ADAMW);
    static final Key<Double> EPSILON = Key
            .withDefault("epsilon", NumberKinds.floatAbove0(), 1e-8, "Added to the root of the mean of squares")
            .onlyFor(ADAM, ADAMW);
    static final Key<Double> CLIP_NORM = Key.optional("clip-norm", NumberKinds.numberAbove0(),
            "Largest global norm of a gradient; a longer one is scaled down to it");

    static final Key<String> SCHEDULE_TYPE = Key.withDefault("type", Choices.words(CONSTANT, STEP, COSINE), CONSTANT,
            "The curve after the warm-up");
    static final Key<Long> WARMUP_STEPS = Key.withDefault("warmup-steps", NumberKinds.atLeast(0), 0L,
            "Steps over which the rate rises from zero in a straight line");
    static final Key<Long> EVERY_STEPS = Key
            .required("every-steps", NumberKinds.atLeast(1), "Steps between changes of the rate")
            .onlyFor(STEP);
    static final Key<Double> FACTOR = Key
            .withDefault("factor", NumberKinds.numberAbove0(), 0.1, "Multiplies the rate at each change")
            .onlyFor(STEP);
    static final Key<Long> STEPS = Key
            .required("steps", NumberKinds.atLeast(1), "Step at which the floor is reached; more than `warmup-steps`")
            .onlyFor(COSINE);
    static final Key<Double> FLOOR = Key
            .withDefault("floor", NumberKinds.numberFrom0To1(), 0.0, "Lowest rate as a fraction of the full one")
            .onlyFor(COSINE);
    static final Section SCHEDULE_SECTION = Section.chosenBy(SCHEDULE_TYPE, "optimizer.schedule",
            "The learning rate over the steps", SCHEDULE_TYPE, WARMUP_STEPS, EVERY_STEPS, FACTOR, STEPS, FLOOR);
    static final Key<ConfigObject> SCHEDULE = Key.optional("schedule", new SectionKind(SCHEDULE_SECTION),
            "The learning rate over the steps; without it, constant");

    static final Section SECTION = Section.chosenBy(TYPE, "optimizer", "How gradients change the parameters",
            TYPE, LEARNING_RATE, MOMENTUM, NESTEROV, WEIGHT_DECAY, DECOUPLED_DECAY, BETA1, BETA2, EPSILON, CLIP_NORM,
            SCHEDULE);

    private OptimizerKeys() {}
}
