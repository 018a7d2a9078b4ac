package dev.lockstep.common.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the examples come from. Paths are absolute once a job is read. */
public sealed interface DataSpec {

    /** Multiplies every feature, never the label. */
    double scale();

    /** Parts taken from the training examples for what has no file of its own. */
    Split split();

    /** Fractions of the training examples set apart, each in [0, 1), together below 1. */
    record Split(double validation, double test) {

        public static final Split NONE = new Split(0, 0);
    }

    /**
     * Rows of numbers, one example each.
     *
     * @param label the target columns: 0-based numbers, or names of the header; one for classes, one or more for regression
     * @param shape how to view the features of an example; empty for a vector
     */
    record Csv(
            Path train,
            Optional<Path> validation,
            Optional<Path> test,
            List<String> label,
            Header header,
            double scale,
            Optional<List<Integer>> shape,
            Split split) implements DataSpec {

        public Csv {
            label = List.copyOf(label);
            shape = shape.map(List::copyOf);
        }
    }

    /** Whether the first row of a CSV file names the columns; {@code AUTO}: if no field of it is a number. */
    enum Header {
        AUTO, TRUE, FALSE
    }

    /** Images and labels in the IDX format of MNIST. */
    record Idx(IdxFiles train, Optional<IdxFiles> validation, Optional<IdxFiles> test, double scale, Split split)
            implements
                DataSpec {}

    /** Two files that belong together. */
    record IdxFiles(Path images, Path labels) {}
}
