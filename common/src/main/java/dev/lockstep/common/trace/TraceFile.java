package dev.lockstep.common.trace;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Spans as a file in the Chrome trace event format: an array of JSON objects, one a line, which Perfetto and
 * {@code chrome://tracing} show as a line for each thread, process by process. A thread's spans are in the order in which
 * they began. Times are microseconds of the machine's monotonic clock, so the files of a machine's processes fit each other,
 * and one may take up the others.
 */
public final class TraceFile {

    private static final int NS_PER_US = 1_000;
    private static final String FIRST_LINE = "[";
    private static final String LAST_LINE = "]";

    private TraceFile() {}

    /**
     * Writes what was noted so far; of each thread its newest {@value Track#MAX_SPANS} spans.
     *
     * @param process how this process is called
     * @param others  whole files of other processes of this machine, which are taken up
     * @return those that are not there, or not whole: their processes did not end by themselves
     */
    public static List<Path> write(Path file, String process, List<Path> others) throws IOException {
        return write(file, process, ProcessHandle.current().pid(), Trace.tracks(), others);
    }

    static List<Path> write(Path file, String process, long processId, List<Track> tracks, List<Path> others)
            throws IOException {
        List<Path> missing = new ArrayList<>();
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(FIRST_LINE + "\n");
            out.write(name("process_name", process, processId, 0));
            for (Track track : tracks) {
                out.write(",\n");
                out.write(name("thread_name", track.thread(), processId, track.threadId()));
                StringBuilder lines = new StringBuilder();
                track.read((span, beganNs, tookNs, step, detail) -> event(lines, processId, track.threadId(), span,
                        beganNs, tookNs, step, detail));
                out.append(lines);
            }
            for (Path other : others) {
                if (isWhole(other)) {
                    takeUp(other, out);
                } else {
                    missing.add(other);
                }
            }
            out.write("\n" + LAST_LINE + "\n");
        }
        return missing;
    }

    private static boolean isWhole(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        String last = "";
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = line;
            }
        }
        return last.equals(LAST_LINE);
    }

    private static void takeUp(Path file, BufferedWriter out) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.equals(FIRST_LINE) && !line.equals(LAST_LINE)) {
                    out.write(",\n" + (line.endsWith(",") ? line.substring(0, line.length() - 1) : line));
                }
            }
        }
    }

    private static String name(String kind, String name, long processId, long threadId) {
        return "{\"name\":\"" + kind + "\",\"ph\":\"M\",\"pid\":" + processId + ",\"tid\":" + threadId
                + ",\"args\":{\"name\":\"" + escaped(name) + "\"}}";
    }

    private static String escaped(String words) {
        return words.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static void event(StringBuilder out, long processId, long threadId, Span span, long beganNs, long tookNs,
            long step, int detail) {
        out.append(",\n{\"name\":\"").append(span.words());
        if (span.detail() == Span.Detail.NAME && detail >= 0) {
            out.append(' ').append(escaped(Trace.named(detail)));
        }
        out.append("\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":");
        us(out, beganNs);
        out.append(",\"dur\":");
        us(out, tookNs);
        out.append(",\"pid\":").append(processId).append(",\"tid\":").append(threadId).append(",\"args\":{");
        if (step >= 0) {
            out.append("\"step\":").append(step);
        }
        if (span.detail() == Span.Detail.BLOCK && detail >= 0) {
            out.append(step >= 0 ? "," : "").append("\"block\":").append(detail);
        }
        out.append("}}");
    }

    private static void us(StringBuilder out, long ns) {
        long part = ns % NS_PER_US;
        out.append(ns / NS_PER_US).append('.').append(part / 100).append(part / 10 % 10).append(part % 10);
    }
}
