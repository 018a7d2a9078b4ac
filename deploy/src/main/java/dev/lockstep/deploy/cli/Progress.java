package dev.lockstep.deploy.cli;

import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.coordinator.actor.RunListener;
import dev.lockstep.coordinator.protocol.Report;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Shows how a run goes: a moving line on a terminal, a line per epoch elsewhere. Prints on a thread of its own, since a
 * stopped terminal or an unread pipe must not stop the run.
 */
final class Progress implements RunListener, AutoCloseable {

    private static final long REFRESH_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long CLOSE_DEADLINE_S = 5;
    /** Weight of the newest step in the shown rate. */
    private static final double SMOOTHING = 0.05;

    private final Screen screen;
    private final int shards;
    private final OptionalLong totalSteps;
    private final OptionalInt totalEpochs;
    private final ExecutorService printer = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().daemon().name("screen").factory());
    private final AtomicReference<List<String>> newest = new AtomicReference<>();

    /** A loss that has grown by more has gone the wrong way for long. */
    private static final double GROWN = 10;

    private volatile long stepsDone;
    /** Of the first step that this process saw, and of the last; read when the run is over. */
    private volatile double firstLoss = Double.NaN;
    private volatile double lastLoss = Double.NaN;
    private boolean started;
    private double secondsPerStep;
    private double examplesPerSecond;
    private long epochExamples;
    private long epochNs;
    private long shownNs = System.nanoTime() - REFRESH_NS;

    /** @param stepsPerEpoch of the training data */
    Progress(Screen screen, Job job, long stepsPerEpoch) {
        this.screen = screen;
        this.shards = job.shards();
        StopSpec stop = job.stop();
        this.totalEpochs = stop.epochs();
        long byEpochs = stop.epochs().isPresent() ? (long) stop.epochs().getAsInt() * stepsPerEpoch : Long.MAX_VALUE;
        long steps = Math.min(byEpochs, stop.steps().orElse(Long.MAX_VALUE));
        this.totalSteps = steps == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(steps);
    }

    @Override
    public void on(Report report) {
        switch (report) {
            case Report.Joined joined -> {
                String words = "worker joined: " + joined.host() + ", process " + joined.processId();
                if (started) {
                    line(words);
                } else if (screen.isTerminal()) {
                    moving(List.of(words));
                }
            }
            case Report.Lost _ -> {
                // What it means for the run is said as a warning.
            }
            case Report.Reassigned _ -> {
            }
            case Report.Warning warning -> submit(() -> screen.warn(warning.words()));
            case Report.Started start -> {
                started = true;
                line("training with " + count(start.workers(), "worker") + ", " + count(start.slots(), "slot")
                        + " in all");
                idle(start).ifPresent(text -> submit(() -> screen.warn(text)));
            }
            case Report.StepDone done -> step(done);
            case Report.EpochDone done -> {
                if (!screen.isTerminal()) {
                    line(epochLine(done));
                }
                epochExamples = 0;
                epochNs = 0;
            }
            case Report.Evaluated evaluated -> {
            }
        }
    }

    /** Words for workers or slots that can never have work. */
    private Optional<String> idle(Report.Started started) {
        boolean workers = started.workers() > shards;
        int all = workers ? started.workers() : started.slots();
        if (all <= shards) {
            return Optional.empty();
        }
        return Optional.of(count(all, workers ? "worker" : "slot") + " but only " + count(shards, "shard") + ": "
                + (all - shards) + " will be idle; give fewer " + (workers ? "workers" : "workers or slots")
                + ", or a larger `shards` (which is another job: its bits differ)");
    }

    /** Steps finished so far by this process. For any thread. */
    long stepsDone() {
        return stepsDone;
    }

    /** Words about a run that has ended far above where it began. For any thread. */
    Optional<String> grownLoss() {
        return lastLoss > GROWN * firstLoss
                ? Optional.of(String.format(Locale.ROOT, "the loss has grown from %.4g to %.4g: the model has learnt "
                        + "nothing; a smaller optimizer.learning-rate or optimizer.clip-norm may help, and "
                        + "stop.loss-above ends such a run at once", firstLoss, lastLoss))
                : Optional.empty();
    }

    private void step(Report.StepDone done) {
        stepsDone = stepsDone + 1;
        firstLoss = Double.isNaN(firstLoss) ? done.loss() : firstLoss;
        lastLoss = done.loss();
        double seconds = Math.max(done.durationNs(), 1) / 1e9;
        epochExamples += done.examples();
        epochNs += done.durationNs();
        secondsPerStep = smooth(secondsPerStep, seconds);
        examplesPerSecond = smooth(examplesPerSecond, done.examples() / seconds);
        long nowNs = System.nanoTime();
        if (screen.isTerminal() && nowNs - shownNs >= REFRESH_NS) {
            shownNs = nowNs;
            moving(stepLines(done));
        }
    }

    /** In words, and in numbers alone for a narrow terminal. */
    private List<String> stepLines(Report.StepDone done) {
        String epoch = done.epoch() + (totalEpochs.isPresent() ? "/" + totalEpochs.getAsInt() : "");
        String step = done.step() + (totalSteps.isPresent() ? "/" + totalSteps.getAsLong() : "");
        String loss = String.format(Locale.ROOT, "%.4f", done.loss());
        String rate = String.format(Locale.ROOT, "%,.0f", examplesPerSecond);
        String left = totalSteps.isPresent()
                ? clock((long) ((totalSteps.getAsLong() - done.step()) * secondsPerStep))
                : "";
        return List.of("epoch " + epoch + "  step " + step + "  loss " + loss + "  " + rate + " examples/s"
                + (left.isEmpty() ? "" : "  " + left + " left"),
                epoch + " " + step + " " + loss + " " + rate + "/s "
                        + left);
    }

    private String epochLine(Report.EpochDone done) {
        StringBuilder text = new StringBuilder();
        text.append("epoch ").append(done.epoch());
        totalEpochs.ifPresent(total -> text.append('/').append(total));
        text.append("  step ").append(done.step());
        text.append(String.format(Locale.ROOT, "  loss %.4f", done.trainLoss()));
        append(text, "  validation loss %.4f", done.validationLoss());
        append(text, "  validation accuracy %.4f", done.validationAccuracy());
        text.append(String.format(Locale.ROOT, "  %,.0f examples/s", epochExamples * 1e9 / Math.max(epochNs, 1)));
        return text.toString();
    }

    private static void append(StringBuilder text, String format, OptionalDouble value) {
        value.ifPresent(v -> text.append(String.format(Locale.ROOT, format, v)));
    }

    private static double smooth(double before, double now) {
        return before == 0 ? now : before + SMOOTHING * (now - before);
    }

    private static String clock(long seconds) {
        long hours = seconds / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    static String count(long n, String thing) {
        return n + " " + thing + (n == 1 ? "" : "s");
    }

    private void line(String text) {
        submit(() -> screen.report(text));
    }

    /** Only the newest is worth printing: a slow terminal skips the others. */
    private void moving(List<String> text) {
        if (newest.getAndSet(text) == null) {
            submit(() -> screen.progress(newest.getAndSet(null)));
        }
    }

    private void submit(Runnable print) {
        try {
            printer.execute(print);
        } catch (RejectedExecutionException e) {
            // Closed: the run is over, and its last lines are printed by the command.
        }
    }

    /** Waits until what was said is printed, but not for ever. */
    @Override
    public void close() {
        printer.shutdown();
        try {
            printer.awaitTermination(CLOSE_DEADLINE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
