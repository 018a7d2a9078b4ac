package dev.lockstep.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

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
                checks.add(new Check(network.name(), OptionalLong.empty(), workers,
                        runs.processes(Job.of(network), workers, Runs.Plane.SHARED)));
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
                        checks.add(new Check(network.name(), OptionalLong.of(megabits), workers,
                                runs.spread(Job.of(network), namespaces, megabits)));
                    }
                }
            }
        }
        return checks;
    }
}
