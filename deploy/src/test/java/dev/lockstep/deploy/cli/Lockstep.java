package dev.lockstep.deploy.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs a command in this JVM and keeps what it printed. */
final class Lockstep {

    static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    record Outcome(int exitCode, String out, String err) {

        List<String> faults() {
            return err.lines().filter(line -> line.startsWith("lockstep: ")).toList();
        }
    }

    private Lockstep() {}

    static Outcome run(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = new Screen(printer(out), printer(err), Optional.empty(), false);
        List<String> words = new ArrayList<>();
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        int exitCode = Main.run(words.toArray(String[]::new), screen);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream printer(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
