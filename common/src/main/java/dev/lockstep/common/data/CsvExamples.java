package dev.lockstep.common.data;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The examples of a CSV file. A row that is empty is passed over. */
final class CsvExamples implements ExampleStream {

    /**
     * How a CSV file is to be read.
     *
     * @param labels columns that are not features
     * @param rule   what those must hold; empty to leave them out
     * @param shape  of an example; empty for a vector of all features
     * @param hint   what to do about a wrong number of features; may be empty
     */
    record Reading(DataSpec.Header header, List<String> labels, Optional<TargetRule> rule, double scale,
            Optional<Shape> shape, String hint) {}

    private final Path file;
    private final Reading reading;
    private final NumberRow row = new NumberRow();
    private final CloseableIterator<NumberRow> rows;
    private CsvColumns columns;
    private Shape shape;
    private boolean isRowWaiting;
    private boolean hasWordsInFirstRow;

    static CsvExamples open(Path file, Reading reading) throws DataFault {
        InputStream content = Content.open(file);
        boolean isOpen = false;
        try {
            CsvExamples examples = new CsvExamples(file, reading, content);
            examples.readFirstRow();
            isOpen = true;
            return examples;
        } catch (UncheckedIOException failed) {
            throw Content.unreadable(file, failed.getCause());
        } finally {
            if (!isOpen) {
                Content.close(content);
            }
        }
    }

    private CsvExamples(Path file, Reading reading, InputStream content) {
        this.file = file;
        this.reading = reading;
        this.rows = CsvReader.builder()
                .detectBomHeader(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(row, content, StandardCharsets.UTF_8)
                .iterator();
    }

    private void readFirstRow() throws DataFault {
        if (!advance()) {
            throw new DataFault(file + ": is empty, rows of numbers are needed");
        }
        boolean isHeader = switch (reading.header()) {
            case TRUE -> true;
            case FALSE -> false;
            case AUTO -> row.words().size() == row.fields();
        };
        columns = CsvColumns.of(file, isHeader ? Optional.of(texts()) : Optional.empty(), row.fields(),
                reading.labels());
        hasWordsInFirstRow = !isHeader && !row.words().isEmpty();
        row.expectNumbers();
        isRowWaiting = !isHeader;
        shape = shapeOfRow();
        if (isHeader) {
            isRowWaiting = advance();
            if (!isRowWaiting) {
                throw new DataFault(file + ": has a header and no rows");
            }
        }
    }

    /** The fields of a header. Names that look like numbers keep no text: those are found by number. */
    private List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int column = 0; column < row.fields(); column++) {
            texts.add("");
        }
        row.words().forEach(word -> texts.set(word.column(), word.text()));
        return List.copyOf(texts);
    }

    @Override
    public Shape shape() {
        return shape;
    }

    Optional<List<String>> header() {
        return columns.header();
    }

    @Override
    public Examples next(int maxExamples) throws DataFault {
        return read(maxExamples);
    }

    HeldExamples read(int maxExamples) throws DataFault {
        ExampleBuffer buffer = new ExampleBuffer(reading.scale(), reading.rule(), columns.targets().length);
        FileFaults faults = new FileFaults(file);
        int rowsRead = 0;
        while (rowsRead < maxExamples && (isRowWaiting || advance())) {
            isRowWaiting = false;
            rowsRead++;
            if (!buffer.hasRoomFor(columns.fields())) {
                throw new DataFault(file + ": holds more than " + ExampleBuffer.MAX_VALUES + " values");
            }
            if (isSound(buffer, faults)) {
                keep(buffer);
            }
        }
        faults.throwIfAny(hasWordsInFirstRow ? "if its first row names the columns, set data.header = true" : "");
        return buffer.examples(shape);
    }

    private void keep(ExampleBuffer buffer) {
        for (int column : columns.features()) {
            buffer.addFeature(row.value(column));
        }
        if (reading.rule().isPresent()) {
            for (int column : columns.targets()) {
                buffer.addTarget(row.value(column));
            }
        }
        buffer.endExample();
    }

    private boolean isSound(ExampleBuffer buffer, FileFaults faults) {
        if (row.fields() != columns.fields()) {
            faults.add(row.line(), "found " + row.fields() + " fields, needs " + columns.fields()
                    + " as in the first row");
            return false;
        }
        boolean isSound = true;
        for (NumberRow.Word word : row.words()) {
            boolean isLeftOut = reading.rule().isEmpty() && isTarget(word.column());
            if (!isLeftOut) {
                String needs = isTarget(word.column()) && reading.rule().isPresent()
                        ? reading.rule().get().needs()
                        : "needs a finite number";
                faults.add(row.line(), columns.name(word.column()) + ": found \"" + word.text() + "\", " + needs);
                isSound = false;
            }
        }
        for (int column : columns.features()) {
            if (isSound && !buffer.canHold(row.value(column))) {
                faults.add(row.line(), columns.name(column) + ": found " + row.value(column) + ", which times "
                        + reading.scale() + " does not fit 32 bits");
                isSound = false;
            }
        }
        for (int column : columns.targets()) {
            if (isSound && reading.rule().isPresent() && !reading.rule().get().allows(row.value(column))) {
                faults.add(row.line(), columns.name(column) + ": found the label " + plain(row.value(column)) + ", "
                        + reading.rule().get().needs());
                isSound = false;
            }
        }
        return isSound;
    }

    private boolean isTarget(int column) {
        for (int target : columns.targets()) {
            if (target == column) {
                return true;
            }
        }
        return false;
    }

    private static String plain(double number) {
        return number == (long) number ? String.valueOf((long) number) : String.valueOf(number);
    }

    private Shape shapeOfRow() throws DataFault {
        int features = columns.features().length;
        if (features == 0) {
            throw new DataFault(file + ": no column is left for features; fields are separated by commas");
        }
        Shape wanted = reading.shape().orElse(Shape.of(features));
        if (wanted.size() != features) {
            throw new DataFault(file + ": found " + features + " features in a row of " + columns.fields()
                    + " fields, needs " + wanted.size() + " for the shape " + wanted
                    + (reading.hint().isEmpty() ? "" : "; " + reading.hint()));
        }
        return wanted;
    }

    private boolean advance() throws DataFault {
        try {
            if (!rows.hasNext()) {
                return false;
            }
            rows.next();
            return true;
        } catch (CsvParseException broken) {
            throw new DataFault(file + ": cannot be read as CSV: " + broken.getMessage());
        } catch (UncheckedIOException failed) {
            throw Content.unreadable(file, failed.getCause());
        }
    }

    @Override
    public void close() {
        try {
            rows.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
