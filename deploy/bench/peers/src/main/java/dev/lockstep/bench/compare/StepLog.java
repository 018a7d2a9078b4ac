package dev.lockstep.bench.compare;

import java.util.List;

/**
 * What one run wrote.
 *
 * @param version    of the trainer
 * @param parameters of the network, which tells whether all sides trained the same
 */
record StepLog(String version, long parameters, List<Step> steps) {

    private static final int LAST_LOSSES = 50;

    record Step(double stepMs, double loss) {}

    /** The steps among {@code lines}, which may hold other lines. */
    static List<Step> steps(List<JsonFields> lines) {
        return lines.stream().filter(line -> line.has("step_ms"))
                .map(line -> new Step(line.number("step_ms"), line.number("loss"))).toList();
    }

    /** The median step time of the measured steps; throws where the run has not as many steps as it should. */
    double medianMs(Network network) {
        if (steps.size() != network.steps()) {
            throw new BenchFault("a run of " + network.name() + " has " + steps.size() + " steps and not "
                    + network.steps());
        }
        return Statistics.median(steps.stream().skip(network.warmUpSteps()).mapToDouble(Step::stepMs));
    }

    /** The mean loss of the last steps: far below ln 10 if the network learns. */
    double lastLoss() {
        return steps.stream().skip(Math.max(0, steps.size() - LAST_LOSSES)).mapToDouble(Step::loss).average()
                .orElseThrow(() -> new BenchFault("a run has no steps"));
    }
}
