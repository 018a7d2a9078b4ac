package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import java.util.List;
import java.util.Optional;

/** Makes the record of {@code data}. */
final class DataAssembly {

    private DataAssembly() {}

    static DataSpec read(Values data, List<Fault> faults) {
        DataSpec.Split split = split(data.group(DataKeys.SPLIT), data, faults);
        return switch (data.get(DataKeys.FORMAT)) {
            case DataKeys.CSV -> csv(data, split);
            case DataKeys.IDX -> idx(data, split);
            default -> throw new IllegalStateException("unchecked format " + data.get(DataKeys.FORMAT));
        };
    }

    private static DataSpec csv(Values data, DataSpec.Split split) {
        return new DataSpec.Csv(
                data.path(DataKeys.CSV_TRAIN).orElseThrow(),
                data.path(DataKeys.CSV_VALIDATION),
                data.path(DataKeys.CSV_TEST),
                data.get(DataKeys.LABEL),
                data.get(DataKeys.HEADER),
                data.get(DataKeys.SCALE_CSV),
                data.find(DataKeys.SHAPE),
                split);
    }

    private static DataSpec idx(Values data, DataSpec.Split split) {
        return new DataSpec.Idx(
                files(data, DataKeys.IDX_TRAIN).orElseThrow(),
                files(data, DataKeys.IDX_VALIDATION),
                files(data, DataKeys.IDX_TEST),
                data.get(DataKeys.SCALE_IDX),
                split);
    }

    private static Optional<DataSpec.IdxFiles> files(Values data, Key<ConfigObject> key) {
        if (data.find(key).isEmpty()) {
            return Optional.empty();
        }
        Values files = data.group(key);
        return Optional.of(new DataSpec.IdxFiles(
                files.path(DataKeys.IMAGES).orElseThrow(),
                files.path(DataKeys.LABELS).orElseThrow()));
    }

    private static DataSpec.Split split(Values split, Values data, List<Fault> faults) {
        DataSpec.Split fractions = new DataSpec.Split(
                split.get(DataKeys.SPLIT_VALIDATION),
                split.get(DataKeys.SPLIT_TEST));
        if (fractions.validation() + fractions.test() >= 1) {
            faults.add(data.fault(DataKeys.SPLIT,
                    "validation and test together are " + (fractions.validation() + fractions.test()),
                    "needs less than 1, so that training examples are left", ""));
        }
        checkOwnFile(DataKeys.SPLIT_VALIDATION, fractions.validation(), split, data, faults);
        checkOwnFile(DataKeys.SPLIT_TEST, fractions.test(), split, data, faults);
        return fractions;
    }

    private static void checkOwnFile(Key<Double> part, double fraction, Values split, Values data, List<Fault> faults) {
        boolean hasFile = !Values.isAbsent(data.object().get(part.name()));
        if (fraction > 0 && hasFile) {
            faults.add(split.fault(part, "found " + fraction, "but data." + part.name() + " has files of its own",
                    "take one of the two out"));
        }
    }
}
