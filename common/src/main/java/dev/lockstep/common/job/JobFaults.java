package dev.lockstep.common.job;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A job that cannot be run, with everything that is wrong with it; the message has a line for each fault. */
public final class JobFaults extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    public JobFaults(List<Fault> faults) {
        super(faults.stream().sorted(inReadingOrder()).map(Fault::toString).collect(Collectors.joining("\n")));
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("faults without a fault");
        }
        this.faults = faults.stream().sorted(inReadingOrder()).toList();
    }

    /** At least one, by file and line. */
    public List<Fault> faults() {
        return faults;
    }

    private static Comparator<Fault> inReadingOrder() {
        return Comparator.comparing(Fault::source).thenComparingInt(Fault::line).thenComparing(Fault::key);
    }
}
