package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.protocol.Report;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * {@code metrics.jsonl}: a line per step, or per so many, and a line per evaluation. With several steps a line, the loss is
 * the last step's and the times are means since the line before. For one thread.
 */
final class MetricsLog implements AutoCloseable {

    private static final long FLUSH_NS = TimeUnit.SECONDS.toNanos(1);
    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_MS = 1e6;

    private final BufferedWriter out;
    private final long everySteps;
    private long flushedNs;
    private long steps;
    private long examples;
    private long durationNs;

    MetricsLog(Path file, long everySteps) throws IOException {
        this.out = Files.newBufferedWriter(file);
        this.everySteps = everySteps;
        this.flushedNs = System.nanoTime();
    }

    void step(Report.StepDone step, double learningRate) throws IOException {
        steps++;
        examples += step.examples();
        durationNs += step.durationNs();
        if (step.step() % everySteps != 0) {
            return;
        }
        double stepMs = durationNs / NS_PER_MS / steps;
        double rate = examples / (durationNs / NS_PER_SECOND);
        line(Json.line(json -> json
                .put("step", step.step())
                .put("epoch", step.epoch())
                .put("loss", step.loss())
                .put("learning_rate", learningRate)
                .put("examples_per_second", rate)
                .put("step_ms", stepMs)));
        steps = 0;
        examples = 0;
        durationNs = 0;
    }

    void evaluated(Report.Evaluated evaluated) throws IOException {
        String part = evaluated.part().name().toLowerCase(Locale.ROOT);
        line(Json.line(json -> {
            json.put("step", evaluated.step()).put("epoch", evaluated.epoch()).put(part + "_loss", evaluated.loss());
            if (evaluated.accuracy().isPresent()) {
                json.put(part + "_accuracy", evaluated.accuracy());
            }
        }));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** Whoever follows the file sees a line within about a second. */
    private void line(String text) throws IOException {
        out.write(text);
        out.write('\n');
        long nowNs = System.nanoTime();
        if (nowNs - flushedNs > FLUSH_NS) {
            out.flush();
            flushedNs = nowNs;
        }
    }
}
