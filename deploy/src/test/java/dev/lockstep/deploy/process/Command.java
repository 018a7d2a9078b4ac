package dev.lockstep.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real command in a process of its own, as Maven has just built it. Ends with a test's block, and its children too. */
public final class Command implements AutoCloseable {

    public static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    static final Path SCRIPT = Path.of("bin", "lockstep").toAbsolutePath();
    private static final Pattern HASH = Pattern.compile("\"parameters_sha256\"\\s*:\\s*\"([0-9a-f]{64})\"");
    private static final long POLL_MS = 20;
    private static final int MAX_LINES = 60;

    private final Process process;
    private final Path out;
    private final Path err;

    private Command(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param environment added to this process's own */
    public static Command start(Path folder, Map<String, String> environment, Object... arguments) throws IOException {
        return startUnder(List.of(), folder, environment, arguments);
    }

    /** @param prefix a command that becomes the rest of its line, such as {@code ip netns exec NAME} */
    static Command startUnder(List<String> prefix, Path folder, Map<String, String> environment, Object... arguments)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        List<String> words = new ArrayList<>(prefix);
        words.addAll(List.of("setsid", SCRIPT.toString()));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile())
                .redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("LOCKSTEP_BUILD", "never");
        builder.environment().putAll(environment);
        return new Command(builder.start(), out, err);
    }

    /** Starts a command and waits for its end. */
    public static Command run(Path folder, Map<String, String> environment, Object... arguments)
            throws IOException, InterruptedException {
        Command command = start(folder, environment, arguments);
        command.awaitEnd(120);
        return command;
    }

    public int awaitEnd(long seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            close();
            throw new AssertionError("did not end within " + seconds + " s: " + this);
        }
        return process.exitValue();
    }

    /** Waits until standard output has {@code text}. */
    public void awaitOutput(String text, long seconds) throws InterruptedException {
        await("standard output has \"" + text + "\"", seconds, () -> out().contains(text) || !process.isAlive());
        if (!out().contains(text)) {
            throw new AssertionError("ended without saying \"" + text + "\": " + this);
        }
    }

    public void await(String what, long seconds, BooleanSupplier condition) throws InterruptedException {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNs) {
                throw new AssertionError("not within " + seconds + " s: " + what + ": " + this);
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
    }

    /** The worker JVMs below this command, by the argument {@code worker} of their command lines. */
    public List<ProcessHandle> workers() {
        return process.descendants().filter(Command::isWorker).toList();
    }

    private static boolean isWorker(ProcessHandle handle) {
        return handle.info().arguments().map(arguments -> List.of(arguments).contains("worker")).orElse(false);
    }

    public void signal(String name) throws IOException, InterruptedException {
        signal(process.pid(), name);
    }

    /** SIGKILL to the command and every process that it started, at once. */
    void killGroup() throws IOException, InterruptedException {
        signal(-process.pid(), "KILL");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What a terminal does on Ctrl-C: SIGINT to every process of the command, which is a group of its own here. */
    public void interruptGroup() throws IOException, InterruptedException {
        signal(-process.pid(), "INT");
    }

    public static void signal(long processId, String name) throws IOException, InterruptedException {
        int exit = new ProcessBuilder("kill", "-s", name, "--", Long.toString(processId)).start().waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + name + " " + processId + " failed");
        }
    }

    public int exitCode() {
        return process.exitValue();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    public String parametersSha256() {
        Matcher matcher = HASH.matcher(out());
        if (!matcher.find()) {
            throw new AssertionError("no hash: " + this);
        }
        return matcher.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return (process.isAlive() ? "running" : "exit code " + process.exitValue()) + "\n-- out:\n" + out()
                + "-- err:\n" + lastLines(err());
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        int left = Math.max(0, lines.size() - MAX_LINES);
        return (left > 0 ? "... " + left + " lines\n" : "")
                + String.join("\n", lines.subList(left, lines.size()));
    }
}
