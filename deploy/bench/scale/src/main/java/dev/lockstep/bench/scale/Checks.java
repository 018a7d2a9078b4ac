package dev.lockstep.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.DoubleSupplier;

/** Measures runs of several workers. */
final class Checks {

    private final Runs runs;

    Checks(Runs runs) {
        this.runs = runs;
    }

    List<Check> measured() {
        List<Check> checks = new ArrayList<>();
        for (Network network : Check.NETWORKS) {
            for (int workers : Check.PROCESSES) {
                add(checks, network, OptionalLong.empty(), workers,
                        () -> runs.processes(Job.of(network), workers, Runs.Plane.SHARED));
            }
        }
        if (!Namespaces.isPossible()) {
            System.err.println("run: limited networks are left out: they need root and Linux");
            return checks;
        }
        for (int workers : Check.NAMESPACES) {
            try (Namespaces namespaces = new Namespaces(runs.project(), workers + 1)) {
                for (long megabits : Check.MEGABITS) {
                    namespaces.limit(megabits);
                    for (Network network : Check.NETWORKS) {
                        add(checks, network, OptionalLong.of(megabits), workers,
                                () -> runs.spread(Job.of(network), namespaces, megabits));
                    }
                }
            }
        }
        return checks;
    }

    /** A run that fails is left out, and said to be: the others are not measured in vain. */
    private static void add(List<Check> checks, Network network, OptionalLong megabitsPerS, int workers,
            DoubleSupplier run) {
        try {
            checks.add(new Check(network.name(), megabitsPerS, workers, run.getAsDouble()));
        } catch (ScaleFault e) {
            System.err.println("run: left out: " + e.getMessage());
        }
    }
}
