package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import java.util.List;

/** The keys of {@code data}. */
final class DataKeys {

    static final String CSV = "csv";
    static final String IDX = "idx";
    static final double CSV_SCALE = 1.0;
    static final double IDX_SCALE = 1.0 / 255;

    static final Key<String> FORMAT = Key.required("format", Choices.words(CSV, IDX), "How the files are written");

    static final Key<String> IMAGES = Key.required("images", TextKinds.path(),
            "IDX file of images of bytes, plain or gzip");
    static final Key<String> LABELS = Key.required("labels", TextKinds.path(),
            "IDX file of a byte per image, plain or gzip");
    private static final Kind<ConfigObject> FILES = new SectionKind(
            Section.of("data.train, data.validation, data.test", "With `format = idx`: two files that belong together",
                    IMAGES, LABELS));

    static final Key<String> CSV_TRAIN = Key.required("train", TextKinds.path(), "Training examples, plain or gzip")
            .onlyFor(CSV);
    static final Key<String> CSV_VALIDATION = Key
            .optional("validation", TextKinds.path(), "Evaluated after every epoch")
            .onlyFor(CSV);
    static final Key<String> CSV_TEST = Key.optional("test", TextKinds.path(), "Evaluated once at the end")
            .onlyFor(CSV);
    static final Key<ConfigObject> IDX_TRAIN = Key.required("train", FILES, "Training examples").onlyFor(IDX);
    static final Key<ConfigObject> IDX_VALIDATION = Key.optional("validation", FILES, "Evaluated after every epoch")
            .onlyFor(IDX);
    static final Key<ConfigObject> IDX_TEST = Key.optional("test", FILES, "Evaluated once at the end").onlyFor(IDX);
    static final Key<List<String>> LABEL = Key.required("label", TextKinds.columns(),
            "The target: a column's number, counted from 0, or its name in the header; a list for several regression targets")
            .onlyFor(CSV);
    static final Key<DataSpec.Header> HEADER = Key.withDefault("header", Choices.constants(DataSpec.Header.class),
            DataSpec.Header.AUTO, "Whether the first row names the columns; `auto`: if no field of it is a number")
            .onlyFor(CSV);
    static final Key<Double> SCALE_CSV = Key.withDefault("scale", NumberKinds.numberAbove0(), CSV_SCALE,
            "Multiplies every feature, never the label").onlyFor(CSV);
    static final Key<Double> SCALE_IDX = Key.withDefault("scale", NumberKinds.numberAbove0(), IDX_SCALE,
            "Multiplies every feature (the default is 1/255)").onlyFor(IDX);
    static final Key<List<Integer>> SHAPE = Key.optional("shape", NumberKinds.shape(),
            "Views an example's features as a tensor, such as `[1, 8, 8]` (channels, rows, columns)").onlyFor(CSV);

    static final Key<Double> SPLIT_VALIDATION = Key.withDefault("validation", NumberKinds.numberFrom0Below1(), 0.0,
            "Fraction of the training examples set apart for validation");
    static final Key<Double> SPLIT_TEST = Key.withDefault("test", NumberKinds.numberFrom0Below1(), 0.0,
            "Fraction of the training examples set apart for the test");
    static final Key<ConfigObject> SPLIT = Key.optional("split",
            new SectionKind(Section.of("data.split",
                    "Parts of the training examples, chosen by `seed`, for what has no file of its own; together below 1",
                    SPLIT_VALIDATION, SPLIT_TEST)),
            "Parts set apart");

    static final Section SECTION = Section.chosenBy(FORMAT, "data",
            "Where the examples come from; `format` decides which keys apply",
            FORMAT, CSV_TRAIN, CSV_VALIDATION, CSV_TEST, IDX_TRAIN, IDX_VALIDATION, IDX_TEST, LABEL, HEADER, SCALE_CSV,
            SCALE_IDX, SHAPE, SPLIT);

    private DataKeys() {}
}
