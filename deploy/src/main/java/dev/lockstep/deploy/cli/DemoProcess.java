package dev.lockstep.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A JVM of a demonstration: a command that ends with this process, and can be killed and stopped before. */
final class DemoProcess {

    private static final Logger log = LoggerFactory.getLogger(DemoProcess.class);
    private static final long DEATH_S = 10;

    private final Process process;
    private final Path output;

    private DemoProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** @param output gets all that it prints */
    static DemoProcess start(Path output, List<String> arguments) {
        ProcessBuilder builder = new ProcessBuilder(JavaCommand.of(List.of(), arguments)).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().put(ParentWatch.VARIABLE, "1");
        builder.environment().remove("LOCKSTEP_SCREEN");
        builder.environment().remove("LOCKSTEP_TERMINAL_COLUMNS");
        try {
            Process process = builder.start();
            log.info("started process {}: {}", process.pid(), arguments);
            return new DemoProcess(process, output);
        } catch (IOException e) {
            throw CommandFault.environment("cannot start a process: " + Words.of(e), e);
        }
    }

    /** SIGKILL, which no process can handle. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor(DEATH_S, TimeUnit.SECONDS);
    }

    /**
     * SIGSTOP, and SIGCONT after so many seconds by a process of its own: nothing stays stopped if this one ends. Returns
     * when it is stopped.
     */
    void stopFor(int seconds) {
        try {
            Process helper = new ProcessBuilder("sh", "-c",
                    "kill -s STOP \"$1\"; echo stopped; exec >&-; sleep \"$2\"; kill -s CONT \"$1\"", "sh",
                    Long.toString(process.pid()), Integer.toString(seconds))
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            helper.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw CommandFault.environment("cannot stop a process: " + Words.of(e), e);
        }
    }

    long id() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    Path output() {
        return output;
    }

    boolean hasSaid(String text) {
        return lineWith(text).isPresent();
    }

    /** The first line that has {@code text}, so far. */
    Optional<String> lineWith(String text) {
        return lines().stream().filter(line -> line.contains(text)).findFirst();
    }

    String lastLine() {
        List<String> lines = lines();
        return lines.isEmpty() ? "nothing" : lines.getLast();
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            return List.of();
        }
    }
}
