package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Tells data files that are not there by the line that names them, together with a job's other faults. */
final class DataFilesCheck {

    private final List<Fault> faults;

    DataFilesCheck(List<Fault> faults) {
        this.faults = faults;
    }

    /** @param data a checked section */
    void check(Values data) {
        if (data.get(DataKeys.FORMAT).equals(DataKeys.CSV)) {
            for (Key<String> part : List.of(DataKeys.CSV_TRAIN, DataKeys.CSV_VALIDATION, DataKeys.CSV_TEST)) {
                checkFile(data, part);
            }
            return;
        }
        for (Key<ConfigObject> part : List.of(DataKeys.IDX_TRAIN, DataKeys.IDX_VALIDATION, DataKeys.IDX_TEST)) {
            if (data.find(part).isPresent()) {
                checkFile(data.group(part), DataKeys.IMAGES);
                checkFile(data.group(part), DataKeys.LABELS);
            }
        }
    }

    private void checkFile(Values values, Key<String> key) {
        values.path(key).ifPresent(file -> {
            String problem = problem(file);
            if (!problem.isEmpty()) {
                faults.add(values.fault(key, "found " + file, problem, ""));
            }
        });
    }

    private static String problem(Path file) {
        if (!Files.exists(file)) {
            return "no such file";
        }
        return Files.isDirectory(file) ? "which is a folder, needs a file" : "";
    }
}
