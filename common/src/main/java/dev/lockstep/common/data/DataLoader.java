package dev.lockstep.common.data;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads the data of a job into memory and parts it. */
public final class DataLoader {

    /** Reads one file, or two that belong together. */
    private interface Part {

        HeldExamples read() throws DataFault;
    }

    private final TargetRule rule;
    private final Optional<Path> dataDir;

    private DataLoader(TargetRule rule, Optional<Path> dataDir) {
        this.rule = rule;
        this.dataDir = dataDir;
    }

    /**
     * @param outputs values that the network gives for an example, for the check of classes; 0 when unknown
     * @param seed    the job's; chooses the examples of splits
     * @param dataDir replaces the folder of every file
     * @throws DataFault for everything that is wrong with the files
     */
    public static TrainingData load(DataSpec spec, LossKind loss, int outputs, long seed, Optional<Path> dataDir)
            throws DataFault {
        DataLoader loader = new DataLoader(new TargetRule(loss, outputs), dataDir);
        if (dataDir.isPresent()) {
            requireNamesOfTheirOwn(files(spec), dataDir.get());
        }
        List<String> problems = new ArrayList<>();
        Optional<HeldExamples> train;
        Optional<HeldExamples> validation;
        Optional<HeldExamples> test;
        switch (spec) {
            case DataSpec.Csv csv -> {
                train = attempt(loader.csv(csv, csv.train()), problems);
                validation = csv.validation().flatMap(file -> attempt(loader.csv(csv, file), problems));
                test = csv.test().flatMap(file -> attempt(loader.csv(csv, file), problems));
            }
            case DataSpec.Idx idx -> {
                train = attempt(loader.idx(idx, idx.train()), problems);
                validation = idx.validation().flatMap(files -> attempt(loader.idx(idx, files), problems));
                test = idx.test().flatMap(files -> attempt(loader.idx(idx, files), problems));
            }
        }
        if (!problems.isEmpty()) {
            throw new DataFault(problems);
        }
        return new Parting(spec, seed).part(train.orElseThrow(), validation, test);
    }

    private static List<Path> files(DataSpec spec) {
        return switch (spec) {
            case DataSpec.Csv csv -> Stream.of(Optional.of(csv.train()), csv.validation(), csv.test())
                    .flatMap(Optional::stream).toList();
            case DataSpec.Idx idx -> Stream.of(Optional.of(idx.train()), idx.validation(), idx.test())
                    .flatMap(Optional::stream).flatMap(both -> Stream.of(both.images(), both.labels())).toList();
        };
    }

    /** Two files of different folders may have one name; in one folder they cannot. */
    private static void requireNamesOfTheirOwn(List<Path> files, Path folder) throws DataFault {
        Map<Path, Path> byName = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        for (Path file : files) {
            Path other = byName.putIfAbsent(file.getFileName(), file);
            if (other != null && !other.equals(file)) {
                problems.add("--data-dir " + folder + ": the job reads " + other + " and " + file
                        + ", and both would be " + folder.resolve(file.getFileName())
                        + "; give one of them another name in the job, or place the data at the job's paths");
            }
        }
        if (!problems.isEmpty()) {
            throw new DataFault(problems);
        }
    }

    private static Optional<HeldExamples> attempt(Part part, List<String> problems) {
        try {
            return Optional.of(part.read());
        } catch (DataFault fault) {
            problems.addAll(fault.problems());
            return Optional.empty();
        }
    }

    private Part csv(DataSpec.Csv spec, Path file) {
        return () -> {
            CsvExamples.Reading reading = new CsvExamples.Reading(spec.header(), spec.label(), Optional.of(rule),
                    spec.scale(), spec.shape().map(Shape::new), "");
            try (CsvExamples examples = CsvExamples.open(moved(file), reading)) {
                return examples.read(Integer.MAX_VALUE);
            }
        };
    }

    private Part idx(DataSpec.Idx spec, DataSpec.IdxFiles files) {
        return () -> {
            IdxExamples.Reading reading = new IdxExamples.Reading(Optional.of(rule), spec.scale(), Optional.empty());
            Optional<Path> labels = Optional.of(moved(files.labels()));
            try (IdxExamples examples = IdxExamples.open(moved(files.images()), labels, reading)) {
                return examples.read(Integer.MAX_VALUE);
            }
        };
    }

    private Path moved(Path file) {
        return dataDir.map(folder -> folder.toAbsolutePath().resolve(file.getFileName())).orElse(file);
    }
}
