package dev.lockstep.common.job;

import java.util.List;

/** Makes the record of {@code optimizer}. */
final class OptimizerAssembly {

    private OptimizerAssembly() {}

    static OptimizerSpec read(Values optimizer, List<Fault> faults) {
        return new OptimizerSpec(
                rule(optimizer, faults),
                optimizer.get(OptimizerKeys.LEARNING_RATE),
                schedule(optimizer.group(OptimizerKeys.SCHEDULE), faults),
                Optionals.ofDouble(optimizer.find(OptimizerKeys.CLIP_NORM)));
    }

    private static OptimizerSpec.Rule rule(Values values, List<Fault> faults) {
        return switch (values.get(OptimizerKeys.TYPE)) {
            case OptimizerKeys.SGD -> sgd(values, faults);
            case OptimizerKeys.ADAM -> new OptimizerSpec.Adam(
                    values.get(OptimizerKeys.BETA1),
                    values.get(OptimizerKeys.BETA2),
                    values.get(OptimizerKeys.EPSILON),
                    values.get(OptimizerKeys.WEIGHT_DECAY));
            case OptimizerKeys.ADAMW -> new OptimizerSpec.AdamW(
                    values.get(OptimizerKeys.BETA1),
                    values.get(OptimizerKeys.BETA2),
                    values.get(OptimizerKeys.EPSILON),
                    values.get(OptimizerKeys.DECOUPLED_DECAY));
            default -> throw new IllegalStateException("unchecked type " + values.get(OptimizerKeys.TYPE));
        };
    }

    private static OptimizerSpec.Sgd sgd(Values values, List<Fault> faults) {
        OptimizerSpec.Sgd sgd = new OptimizerSpec.Sgd(
                values.get(OptimizerKeys.MOMENTUM),
                values.get(OptimizerKeys.NESTEROV),
                values.get(OptimizerKeys.WEIGHT_DECAY));
        if (sgd.nesterov() && sgd.momentum() == 0) {
            faults.add(values.fault(OptimizerKeys.NESTEROV, "found true", "needs momentum above 0",
                    "set optimizer.momentum, such as 0.9"));
        }
        return sgd;
    }

    private static ScheduleSpec schedule(Values values, List<Fault> faults) {
        long warmupSteps = values.get(OptimizerKeys.WARMUP_STEPS);
        return switch (values.get(OptimizerKeys.SCHEDULE_TYPE)) {
            case OptimizerKeys.CONSTANT -> new ScheduleSpec.Constant(warmupSteps);
            case OptimizerKeys.STEP -> new ScheduleSpec.Step(
                    warmupSteps,
                    values.get(OptimizerKeys.EVERY_STEPS),
                    values.get(OptimizerKeys.FACTOR));
            case OptimizerKeys.COSINE -> {
                long steps = values.get(OptimizerKeys.STEPS);
                if (steps <= warmupSteps) {
                    faults.add(values.fault(OptimizerKeys.STEPS, "found " + steps,
                            "needs more than warmup-steps, " + warmupSteps, ""));
                }
                yield new ScheduleSpec.Cosine(warmupSteps, steps, values.get(OptimizerKeys.FLOOR));
            }
            default -> throw new IllegalStateException("unchecked type " + values.get(OptimizerKeys.SCHEDULE_TYPE));
        };
    }
}
