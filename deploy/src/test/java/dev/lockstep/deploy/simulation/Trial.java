package dev.lockstep.deploy.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Runs a schedule. If that fails it is run again with a transcript, and the failure says where that is and how to run it. */
final class Trial {

    private static final Path TRANSCRIPTS = Path.of("target", "simulation");
    private static final int TAIL = 40;

    private Trial() {}

    static Simulation of(Schedule schedule, Set<Safeguard> off) {
        Simulation simulation = new Simulation(schedule, off, false);
        try {
            simulation.run();
            return simulation;
        } catch (AssertionError | RuntimeException failure) {
            throw told(schedule, off, failure);
        }
    }

    private static AssertionError told(Schedule schedule, Set<Safeguard> off, Throwable failure) {
        Simulation again = new Simulation(schedule, off, true);
        String same = "";
        try {
            again.run();
            same = "; run again it does not fail: something in it does not follow from the seed";
        } catch (AssertionError | RuntimeException expected) {
            if (!String.valueOf(expected.getMessage()).equals(String.valueOf(failure.getMessage()))) {
                same = "; run again it fails otherwise: " + expected;
            }
        }
        List<String> lines = again.transcript().lines();
        Path file = write(schedule, lines);
        String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        return new AssertionError("%s: %s%s%nTo run it again:%n    %s%nIts transcript is in %s and ends so:%n%s"
                .formatted(schedule, failure.getMessage() == null ? failure : failure.getMessage(), same,
                        Replay.command(schedule), file, tail),
                failure);
    }

    static Path write(Schedule schedule, List<String> lines) {
        try {
            Files.createDirectories(TRANSCRIPTS);
            return Files.write(TRANSCRIPTS.resolve(Replay.name(schedule) + ".txt"), lines).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
