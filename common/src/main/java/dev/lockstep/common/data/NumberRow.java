package dev.lockstep.common.data;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.RecordType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A row of a CSV file as numbers, made from the parser's characters without a string for each field. One object is
 * filled again for every row.
 */
final class NumberRow extends CsvCallbackHandler<NumberRow> {

    /** More columns than any network that this trainer could hold has inputs. */
    static final int MAX_FIELDS = 1 << 24;

    private static final int SHOWN_CHARACTERS = 40;

    /** @param column counted from 0 */
    record Word(int column, String text) {}

    private final List<Word> words = new ArrayList<>();
    private double[] values = new double[64];
    private int fields;
    private long line;
    private boolean isEmpty;
    private boolean isFirst = true;

    int fields() {
        return fields;
    }

    /** The number in a column; NaN where there is none. */
    double value(int column) {
        return values[column];
    }

    /** The fields that are not finite numbers, the first few of them; in a file's first row all. */
    List<Word> words() {
        return words;
    }

    long line() {
        return line;
    }

    /** How every row but the first is read. */
    void expectNumbers() {
        isFirst = false;
    }

    @Override
    protected RecordType getRecordType() {
        return isEmpty ? RecordType.EMPTY : RecordType.DATA;
    }

    @Override
    protected int getFieldCount() {
        return fields;
    }

    @Override
    protected void beginRecord(long startingLineNumber) {
        line = startingLineNumber;
        fields = 0;
        isEmpty = false;
        words.clear();
    }

    @Override
    protected void addField(char[] characters, int offset, int length, boolean isQuoted) {
        if (fields == MAX_FIELDS) {
            throw new CsvParseException("line " + line + " has more than " + MAX_FIELDS + " fields");
        }
        values = fields < values.length ? values : Arrays.copyOf(values, 2 * values.length);
        double value = Decimals.parse(characters, offset, length);
        values[fields] = value;
        if (Double.isNaN(value) && (isFirst || words.size() < FileFaults.MAX_TOLD)) {
            int shown = isFirst ? length : Math.min(length, SHOWN_CHARACTERS);
            words.add(new Word(fields, new String(characters, offset, shown).strip()));
        }
        fields++;
    }

    @Override
    protected void setComment(char[] characters, int offset, int length) {
        throw new IllegalStateException("comments are not read");
    }

    @Override
    protected void setEmpty() {
        isEmpty = true;
    }

    @Override
    protected NumberRow buildRecord() {
        return this;
    }
}
