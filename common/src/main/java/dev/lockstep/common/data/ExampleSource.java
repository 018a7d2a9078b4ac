package dev.lockstep.common.data;

import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Opens files for a network that is already trained: CSV or IDX, recognised by content, with the scale of the job, chunk by
 * chunk.
 */
public final class ExampleSource {

    private ExampleSource() {}

    /**
     * Examples without targets.
     *
     * @param dropped columns of a CSV file that are not features (0-based numbers or names); empty for none
     * @param shape   of an example, as the network takes it
     */
    public static ExampleStream forPrediction(Path data, List<String> dropped, Job job, Shape shape) throws DataFault {
        if (Content.isIdx(data)) {
            return IdxExamples.open(data, Optional.empty(),
                    new IdxExamples.Reading(Optional.empty(), job.data().scale(), Optional.of(shape)));
        }
        String column = job.data() instanceof DataSpec.Csv csv ? String.join(",", csv.label()) : "COLUMN";
        String hint = dropped.isEmpty() ? "if the label is among them, --label " + column + " drops it" : "";
        return csv(data, dropped, Optional.empty(), job, shape, hint);
    }

    /**
     * Examples with their targets.
     *
     * @param labels  the file that belongs to an IDX file of images
     * @param label   the target columns of a CSV file; empty for those of the job
     * @param outputs values that the network gives for an example
     */
    public static ExampleStream forEvaluation(
            Path data, Optional<Path> labels, List<String> label, Job job, Shape shape, int outputs) throws DataFault {
        TargetRule rule = new TargetRule(job.loss(), outputs);
        if (Content.isIdx(data)) {
            if (labels.isEmpty()) {
                throw new DataFault(data + ": holds images alone; give their labels with --labels FILE");
            }
            return IdxExamples.open(data, labels,
                    new IdxExamples.Reading(Optional.of(rule), job.data().scale(), Optional.of(shape)));
        }
        List<String> columns = label.isEmpty() && job.data() instanceof DataSpec.Csv csv ? csv.label() : label;
        if (columns.isEmpty()) {
            throw new DataFault(data + ": is CSV; say with --label COLUMN which column is the target");
        }
        return csv(data, columns, Optional.of(rule), job, shape, "");
    }

    private static ExampleStream csv(
            Path data, List<String> labels, Optional<TargetRule> rule, Job job, Shape shape, String hint)
            throws DataFault {
        DataSpec.Header header = job.data() instanceof DataSpec.Csv csv ? csv.header() : DataSpec.Header.AUTO;
        return CsvExamples.open(data,
                new CsvExamples.Reading(header, labels, rule, job.data().scale(), Optional.of(shape), hint));
    }
}
