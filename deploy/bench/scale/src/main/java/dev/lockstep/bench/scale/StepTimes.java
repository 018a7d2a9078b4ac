package dev.lockstep.bench.scale;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;

/** The times of a run's steps, in ms, from its {@code metrics.jsonl}. */
record StepTimes(double[] stepMs) {

    private static final String FIELD = "step_ms";
    private static final double S_PER_MS = 1e-3;

    static StepTimes read(Path metrics) throws IOException {
        try (Reader reader = Files.newBufferedReader(metrics)) {
            return parse(reader);
        }
    }

    static StepTimes parse(Reader lines) throws IOException {
        DoubleStream.Builder times = DoubleStream.builder();
        try (JsonParser json = new JsonFactory().createParser(lines)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
                    if (FIELD.equals(json.currentName())) {
                        times.add(json.getDoubleValue());
                    }
                }
            }
        }
        return new StepTimes(times.build().toArray());
    }

    int count() {
        return stepMs.length;
    }

    /** Of the second half: the first is warm-up. */
    double medianS() {
        double[] sorted = DoubleStream.of(stepMs).skip(count() / 2).sorted().toArray();
        int middle = sorted.length / 2;
        return S_PER_MS
                * (sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
