package dev.lockstep.common.checkpoint;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code step-00000200.term-0001}: a checkpoint's files are this and an ending. The newest is the last in order. */
record CheckpointName(long step, int term) implements Comparable<CheckpointName> {

    static final String VALUES = ".safetensors";
    static final String MANIFEST = ".json";

    private static final Pattern FORM = Pattern
            .compile("step-([0-9]{8,18})\\.term-([0-9]{4,9})(\\.safetensors|\\.json)");
    private static final Comparator<CheckpointName> ORDER = Comparator.comparingLong(CheckpointName::step)
            .thenComparingInt(CheckpointName::term);

    /** Empty for a file that belongs to no checkpoint. */
    static Optional<CheckpointName> of(Path file) {
        Matcher name = FORM.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new CheckpointName(Long.parseLong(name.group(1)), Integer.parseInt(name.group(2))))
                : Optional.empty();
    }

    String valuesFile() {
        return this + VALUES;
    }

    String manifestFile() {
        return this + MANIFEST;
    }

    @Override
    public int compareTo(CheckpointName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "step-%08d.term-%s".formatted(step, TermClaims.digits(term));
    }
}
