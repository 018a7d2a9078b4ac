package dev.lockstep.bench.libtorch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a peer tells: who it is in the first line, then a line for each step, as in Lockstep's {@code metrics.jsonl}. */
final class StepFile {

    private static final double NS_PER_MS = 1e6;

    private final long[] durationsNs;
    private final double[] losses;
    private int steps;

    StepFile(int steps) {
        durationsNs = new long[steps];
        losses = new double[steps];
    }

    void step(long durationNs, double loss) {
        durationsNs[steps] = durationNs;
        losses[steps] = loss;
        steps++;
    }

    void write(Path file, String version, long parameters) throws IOException {
        StringBuilder lines = new StringBuilder();
        lines.append(String.format(Locale.ROOT, "{\"version\":\"%s\",\"parameters\":%d}%n", version, parameters));
        for (int i = 0; i < steps; i++) {
            lines.append(String.format(Locale.ROOT, "{\"step\":%d,\"loss\":%.6f,\"step_ms\":%.6f}%n", i + 1, losses[i],
                    durationsNs[i] / NS_PER_MS));
        }
        Files.writeString(file, lines);
    }
}
