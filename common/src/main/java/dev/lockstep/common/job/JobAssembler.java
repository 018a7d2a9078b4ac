package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes the records of a job from checked values, and checks what concerns several keys. A section with a fault is not
 * looked at any further; all the others are.
 */
final class JobAssembler {

    private final Values root;
    private final List<Fault> faults;

    JobAssembler(JobSource source, List<Fault> faults) {
        this.root = new Values(source.root(), "", source.places());
        this.faults = faults;
    }

    /** @param needsFiles whether data files that are not there are faults */
    Job assemble(boolean needsFiles) throws JobFaults {
        Optional<DataSpec> data = group(Schema.DATA, values -> DataAssembly.read(values, faults));
        Optional<List<LayerSpec>> model = sound(Schema.MODEL.name())
                ? Optional.of(ModelAssembly.read(root, faults))
                : Optional.empty();
        Optional<OptimizerSpec> optimizer = group(Schema.OPTIMIZER, values -> OptimizerAssembly.read(values, faults));
        Optional<StopSpec> stop = group(RunKeys.STOP, this::stop);
        data.ifPresent(this::checkTargets);
        if (data.isPresent() && stop.isPresent()) {
            checkPatience(data.get(), stop.get());
        }
        if (needsFiles && data.isPresent()) {
            new DataFilesCheck(faults).check(root.group(Schema.DATA));
        }
        if (!faults.isEmpty()) {
            throw new JobFaults(faults);
        }
        Values checkpoint = root.group(RunKeys.CHECKPOINT);
        return new Job(
                root.get(Schema.NAME),
                root.get(Schema.SEED),
                data.orElseThrow(),
                model.orElseThrow(),
                root.get(Schema.LOSS),
                root.get(Schema.REDUCTION),
                optimizer.orElseThrow(),
                root.get(Schema.BATCH),
                root.get(Schema.SHARDS),
                root.get(Schema.GRADIENTS),
                stop.orElseThrow(),
                new CheckpointSpec(
                        Optionals.ofLong(checkpoint.find(RunKeys.CHECKPOINT_EVERY_STEPS)),
                        checkpoint.get(RunKeys.KEEP),
                        checkpoint.get(RunKeys.ON_FAILURE)),
                new MetricsSpec(root.group(RunKeys.METRICS).get(RunKeys.METRICS_EVERY_STEPS)),
                new WorkersSpec(root.group(RunKeys.WORKERS).get(RunKeys.DEADLINE)),
                root.get(RunKeys.AUDIT));
    }

    private StopSpec stop(Values values) {
        StopSpec stop = new StopSpec(
                Optionals.ofInt(values.find(RunKeys.EPOCHS)),
                Optionals.ofLong(values.find(RunKeys.STEPS)),
                Optionals.ofDouble(values.find(RunKeys.LOSS_BELOW)),
                Optionals.ofInt(values.find(RunKeys.PATIENCE)),
                Optionals.ofDouble(values.find(RunKeys.LOSS_ABOVE)));
        boolean isBounded = stop.epochs().isPresent() || stop.steps().isPresent() || stop.lossBelow().isPresent()
                || stop.patience().isPresent();
        if (!isBounded) {
            faults.add(root.fault(RunKeys.STOP, "no bound", "needs at least one of epochs, steps, loss-below, patience",
                    ""));
        }
        return stop;
    }

    private void checkPatience(DataSpec data, StopSpec stop) {
        boolean hasFile = switch (data) {
            case DataSpec.Csv csv -> csv.validation().isPresent();
            case DataSpec.Idx idx -> idx.validation().isPresent();
        };
        if (stop.patience().isPresent() && !hasFile && data.split().validation() == 0) {
            faults.add(root.group(RunKeys.STOP).fault(RunKeys.PATIENCE, "nothing to wait for",
                    "needs validation data", "set data.split.validation or data.validation"));
        }
    }

    private void checkTargets(DataSpec data) {
        if (!sound(Schema.LOSS.name()) || !(data instanceof DataSpec.Csv csv)) {
            return;
        }
        LossKind loss = root.get(Schema.LOSS);
        if (loss.isClassification() && csv.label().size() > 1) {
            faults.add(root.group(Schema.DATA).fault(DataKeys.LABEL, "found " + csv.label().size() + " columns",
                    "loss = " + loss.key() + " needs one, the class", ""));
        }
    }

    private <T> Optional<T> group(Key<ConfigObject> key, Function<Values, T> reader) {
        return sound(key.name()) ? Optional.of(reader.apply(root.group(key))) : Optional.empty();
    }

    /** Whether nothing was found wrong with a key or inside it. */
    private boolean sound(String key) {
        return faults.stream().noneMatch(fault -> fault.key().isEmpty() || fault.key().equals(key)
                || fault.key().startsWith(key + ".") || fault.key().startsWith(key + "["));
    }
}
