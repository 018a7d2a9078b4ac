package dev.lockstep.common.data;

import java.util.List;

/** Data that cannot be used; the message has a line for each thing that is wrong, with file, row and column. */
public final class DataFault extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public DataFault(String problem) {
        this(List.of(problem));
    }

    public DataFault(List<String> problems) {
        super(String.join("\n", problems));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("a fault without a problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** At least one line. */
    public List<String> problems() {
        return problems;
    }
}
