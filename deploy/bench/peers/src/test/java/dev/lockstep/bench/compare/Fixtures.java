package dev.lockstep.bench.compare;

import java.util.Map;

/** Results as if they had been measured. */
final class Fixtures {

    static final Network MLP = Network.ALL.get(1);
    static final Machine MACHINE = new Machine("a processor", 2, "a JVM", "0.0");

    private Fixtures() {}

    static Row row(String name) {
        return Rows.ALL.stream().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    static Measurement measured(double ms, double mib) {
        return new Measurement(ms, 0.5, mib, 535_818, "a release");
    }

    /** One round on {@link #MLP}: ms a step by the row's name. */
    static Results results(Map<String, Double> msByRow) {
        Results results = new Results();
        msByRow.forEach((name, ms) -> results.add(MLP, row(name), measured(ms, 100)));
        return results;
    }
}
