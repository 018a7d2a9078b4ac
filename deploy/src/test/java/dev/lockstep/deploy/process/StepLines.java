package dev.lockstep.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The lines of steps in a run's {@code metrics.jsonl}, in the file's order; the last one may be torn and is then left out. */
record StepLines(List<StepLine> lines) {

    /**
     * @param loss   as text: the shortest digits that tell the number from all others
     * @param digest of the parameters after the step, or nothing
     */
    record StepLine(long step, String loss, double stepMs, String digest) {}

    private static final Pattern STEP = Pattern.compile("\\{\"step\":(\\d+),.*\"step_ms\":.*}");

    static StepLines of(Path file) {
        List<StepLine> lines = new ArrayList<>();
        try (Stream<String> all = Files.lines(file)) {
            all.forEach(line -> {
                Matcher matcher = STEP.matcher(line);
                if (matcher.matches()) {
                    lines.add(new StepLine(Long.parseLong(matcher.group(1)), value(line, "loss").orElseThrow(),
                            Double.parseDouble(value(line, "step_ms").orElseThrow()),
                            value(line, "digest").orElse("")));
                }
            });
        } catch (IOException e) {
            return new StepLines(List.of());
        }
        return new StepLines(List.copyOf(lines));
    }

    /** Of each term of the run in {@code folder}, in order. */
    static List<StepLines> ofTerms(Path folder) throws IOException {
        Path terms = folder.resolve("terms");
        if (!Files.isDirectory(terms)) {
            return List.of(of(folder.resolve("metrics.jsonl")));
        }
        try (Stream<Path> files = Files.list(terms)) {
            return files.filter(file -> file.toString().endsWith(".metrics.jsonl")).sorted().map(StepLines::of)
                    .toList();
        }
    }

    /** The newest step, 0 before the first one. */
    long last() {
        return lines.isEmpty() ? 0 : lines.getLast().step();
    }

    List<Long> steps() {
        return lines.stream().map(StepLine::step).toList();
    }

    /** What does not depend on time: two runs of one job agree in it. */
    List<String> results() {
        return lines.stream().map(line -> line.step() + " " + line.loss() + " " + line.digest()).toList();
    }

    /** The longest time from one commit to the next, of steps beyond {@code step}. */
    double longestMsAfter(long step) {
        return lines.stream().filter(line -> line.step() > step).mapToDouble(StepLine::stepMs).max().orElse(0);
    }

    private static Optional<String> value(String line, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"?([^,\"}]+)").matcher(line);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
