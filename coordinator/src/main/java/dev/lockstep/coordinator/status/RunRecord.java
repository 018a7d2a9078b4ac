package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.Start;
import dev.lockstep.proto.DataPart;
import java.util.Optional;
import java.util.OptionalDouble;

/** What a run's summary will say, gathered from its reports. For one thread. */
public final class RunRecord {

    private static final double NS_PER_SECOND = 1e9;

    private final String job;
    private final String release;
    private final long parameters;
    private final long startNs;
    private final StepTimes times = new StepTimes();
    private long steps;
    private long epochs;
    private long examples;
    private long trainNs;
    private double openLossSum;
    private double openWeight;
    private OptionalDouble trainLoss = OptionalDouble.empty();
    private OptionalDouble validationLoss = OptionalDouble.empty();
    private OptionalDouble validationAccuracy = OptionalDouble.empty();
    private OptionalDouble testLoss = OptionalDouble.empty();
    private OptionalDouble testAccuracy = OptionalDouble.empty();
    private boolean started;
    private int joined;
    private int lost;
    private int recomputed;

    /**
     * @param parameters how many floats are trained
     * @param startNs    when the command started, on the clock of {@link #summary}
     */
    public RunRecord(String job, String release, long parameters, long startNs) {
        this.job = job;
        this.release = release;
        this.parameters = parameters;
        this.startNs = startNs;
    }

    /** Of a run that goes on: what was done before counts, but for times and workers. */
    public void goOnFrom(RunTerm term, long stepsPerEpoch) {
        Start start = term.start();
        steps = start.version();
        epochs = start.version() / stepsPerEpoch;
        if (epochs > 0) {
            trainLoss = OptionalDouble.of(start.memory().trainLoss());
        }
        openLossSum = start.memory().epochLossSum();
        openWeight = start.memory().epochWeight();
        validationLoss = term.past().validationLoss();
        validationAccuracy = term.past().validationAccuracy();
    }

    public void on(Report report) {
        switch (report) {
            case Report.Joined _ -> joined++;
            case Report.Lost _ -> lost++;
            case Report.Reassigned again -> recomputed += again.ranges().size();
            case Report.Started _ -> started = true;
            case Report.Warning _ -> {
            }
            case Report.StepDone step -> {
                steps = step.step();
                examples += step.examples();
                trainNs += step.durationNs();
                times.add(step.durationNs());
                openLossSum += step.loss() * step.examples();
                openWeight += step.examples();
            }
            case Report.EpochDone epoch -> {
                epochs = epoch.epoch();
                trainLoss = OptionalDouble.of(epoch.trainLoss());
                openLossSum = 0;
                openWeight = 0;
            }
            case Report.Evaluated e when e.part() == DataPart.TEST -> {
                testLoss = OptionalDouble.of(e.loss());
                testAccuracy = e.accuracy();
            }
            case Report.Evaluated e -> {
                validationLoss = OptionalDouble.of(e.loss());
                validationAccuracy = e.accuracy();
            }
        }
    }

    /** Whether step 1 has begun. */
    public boolean started() {
        return started;
    }

    /** Steps committed so far. */
    public long steps() {
        return steps;
    }

    /** As it stands, but for the hash of the parameters. */
    public Summary summary(Outcome outcome, long nowNs) {
        // Of the epoch under way, as far as it went; else of the last whole one.
        OptionalDouble loss = openWeight > 0 ? OptionalDouble.of(openLossSum / openWeight) : trainLoss;
        double trainSeconds = trainNs / NS_PER_SECOND;
        return new Summary(job, outcome.status().word(), steps, epochs, loss, validationLoss, validationAccuracy,
                testLoss,
                testAccuracy, parameters, Optional.empty(), (nowNs - startNs) / NS_PER_SECOND, trainSeconds,
                trainNs > 0 ? OptionalDouble.of(examples / trainSeconds) : OptionalDouble.empty(), times.medianMs(),
                joined, lost, recomputed, release, System.getProperty("java.version"));
    }
}
