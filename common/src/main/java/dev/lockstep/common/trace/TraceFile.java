package dev.lockstep.common.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Spans as a file in the Chrome trace event format: an array of JSON objects, which Perfetto and {@code chrome://tracing}
 * show as a line for each thread. Times are microseconds of the machine's monotonic clock, so files of several processes
 * of one machine can be laid over each other.
 */
public final class TraceFile {

    private static final int NS_PER_US = 1_000;

    private TraceFile() {}

    /**
     * Writes what was noted so far; of each thread its newest {@value Track#MAX_SPANS} spans.
     *
     * @param process how this process is called
     */
    public static void write(Path file, String process) throws IOException {
        write(file, process, ProcessHandle.current().pid(), Trace.tracks());
    }

    static void write(Path file, String process, long processId, List<Track> tracks) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write("[\n");
            out.write(name("process_name", process, processId, 0));
            for (Track track : tracks) {
                out.write(",\n");
                out.write(name("thread_name", track.thread(), processId, track.threadId()));
                StringBuilder lines = new StringBuilder();
                track.read((span, beganNs, tookNs, step, block) -> event(lines, processId, track.threadId(), span,
                        beganNs, tookNs, step, block));
                out.append(lines);
            }
            out.write("\n]\n");
        }
    }

    private static String name(String kind, String name, long processId, long threadId) {
        return "{\"name\":\"" + kind + "\",\"ph\":\"M\",\"pid\":" + processId + ",\"tid\":" + threadId
                + ",\"args\":{\"name\":\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}";
    }

    private static void event(StringBuilder out, long processId, long threadId, Span span, long beganNs, long tookNs,
            long step, int block) {
        out.append(",\n{\"name\":\"").append(span.words()).append("\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":");
        us(out, beganNs);
        out.append(",\"dur\":");
        us(out, tookNs);
        out.append(",\"pid\":").append(processId).append(",\"tid\":").append(threadId).append(",\"args\":{");
        if (step >= 0) {
            out.append("\"step\":").append(step);
        }
        if (block >= 0) {
            out.append(step >= 0 ? "," : "").append("\"block\":").append(block);
        }
        out.append("}}");
    }

    private static void us(StringBuilder out, long ns) {
        long part = ns % NS_PER_US;
        out.append(ns / NS_PER_US).append('.').append(part / 100).append(part / 10 % 10).append(part % 10);
    }
}
