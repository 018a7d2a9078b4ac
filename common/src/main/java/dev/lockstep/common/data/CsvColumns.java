package dev.lockstep.common.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which columns of a CSV file are features and which are targets.
 *
 * @param header   the names of the columns, when the file has them
 * @param fields   columns in all
 * @param features ascending
 * @param targets  in the order of the job's {@code label}
 */
record CsvColumns(Optional<List<String>> header, int fields, int[] features, int[] targets) {

    private static final int MAX_LISTED = 20;

    /** @param labels 0-based numbers or names of the header */
    static CsvColumns of(Path file, Optional<List<String>> header, int fields, List<String> labels) throws DataFault {
        List<String> problems = new ArrayList<>();
        int[] targets = new int[labels.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = column(file, header, fields, labels.get(i), problems);
        }
        if (problems.isEmpty() && Arrays.stream(targets).distinct().count() < targets.length) {
            problems.add(file + ": label names a column twice: " + labels);
        }
        if (!problems.isEmpty()) {
            throw new DataFault(problems);
        }
        boolean[] isTarget = new boolean[fields];
        for (int target : targets) {
            isTarget[target] = true;
        }
        int[] features = new int[fields - targets.length];
        int count = 0;
        for (int column = 0; column < fields; column++) {
            if (!isTarget[column]) {
                features[count++] = column;
            }
        }
        return new CsvColumns(header, fields, features, targets);
    }

    private static int column(
            Path file, Optional<List<String>> header, int fields, String label, List<String> problems) {
        if (label.matches("[0-9]{1,9}")) {
            int column = Integer.parseInt(label);
            if (column >= fields) {
                problems.add(file + ": label column " + column + " is not there: a row has " + fields
                        + " fields, columns 0 to " + (fields - 1)
                        + (fields == 1 ? "; fields are separated by commas" : ""));
                return -1;
            }
            return column;
        }
        if (header.isEmpty()) {
            problems.add(
                    file + ": label \"" + label + "\" is a name, but the file has no header; give the column's number,"
                            + " counted from 0, or set data.header = true");
            return -1;
        }
        int column = header.get().indexOf(label);
        if (column < 0) {
            List<String> names = header.get();
            problems.add(file + ": label column \"" + label + "\" is not there; the header has "
                    + String.join(", ", names.subList(0, Math.min(MAX_LISTED, names.size())))
                    + (names.size() > MAX_LISTED ? ", ..." : ""));
        } else if (header.get().lastIndexOf(label) != column) {
            problems.add(
                    file + ": label column \"" + label + "\" is there more than once; give its number, counted from 0");
        }
        return column;
    }

    /** How a message names a column. */
    String name(int column) {
        return "column " + column + header.map(names -> " (" + names.get(column) + ")").orElse("");
    }
}
