package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Processes that die, hang or are told to stop: the run goes on where it can, else it ends in time, with the right code and
 * words, and leaves nobody.
 */
class LossProcessTest {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");
    private static final long START_S = 60;
    private static final long LOSS_S = 15;
    private static final long END_S = 90;
    /** Enough of them that the run is still on when a new JVM has joined. */
    private static final String EPOCHS = "stop.epochs=600";
    private static final String SCHEDULE = "optimizer.schedule.steps=20000";

    @TempDir
    private Path folder;

    @Test
    void aWorkerThatIsStoppedAndOneThatIsKilledLeaveTheModelAsItIs() throws Exception {
        try (Command command = run()) {
            command.awaitOutput("epoch 2", START_S);
            List<Long> before = processIds(command);
            assertThat(before).hasSize(2);
            Command.signal(before.getFirst(), "STOP");
            long steps = steps();
            command.await("the run goes on", LOSS_S, () -> steps() > steps + 100);
            Command.signal(before.getFirst(), "CONT");
            Command.signal(before.getLast(), "KILL");
            command.await("a new worker process", LOSS_S,
                    () -> processIds(command).stream().anyMatch(id -> !before.contains(id)));
            assertThat(command.awaitEnd(END_S)).as(command.toString()).isZero();
            assertThat(command.err()).contains("process id " + before.getLast(), "starting another")
                    .doesNotContain("\tat ");
            assertThat(hash(command)).isEqualTo(undisturbed());
        }
    }

    @Test
    void aKilledCommandTakesItsWorkersAlong() throws Exception {
        try (Command command = longRun("--processes", 2)) {
            command.awaitOutput("epoch 2", START_S);
            List<ProcessHandle> workers = command.workers();
            assertThat(workers).hasSize(2);
            command.signal("KILL");
            command.await("the workers are gone", LOSS_S, () -> workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalEndsTheRunWithCode3(String signal) throws Exception {
        try (Command command = longRun("--workers", 2)) {
            command.awaitOutput("epoch 2", START_S);
            command.signal(signal);
            assertThat(command.awaitEnd(LOSS_S)).as(command.toString()).isEqualTo(3);
            assertThat(command.err()).contains("--resume goes on").doesNotContain("\tat ");
            assertThat(Files.readString(folder.resolve("run/summary.json"))).contains("stopped");
        }
    }

    /** A stopped worker keeps the run from ending in order, until it is lost some seconds later. */
    @Test
    void aSecondSignalEndsTheCommandAtOnce() throws Exception {
        try (Command command = longRun("--processes", 2)) {
            command.awaitOutput("epoch 2", START_S);
            List<ProcessHandle> workers = command.workers();
            long stopped = workers.getFirst().pid();
            Command.signal(stopped, "STOP");
            command.signal("TERM");
            command.awaitOutput("a second signal ends at once", LOSS_S);
            command.signal("TERM");
            assertThat(command.awaitEnd(LOSS_S)).as(command.toString()).isEqualTo(3);
            assertThat(folder.resolve("run/summary.json")).doesNotExist();
            Command.signal(stopped, "CONT");
            command.await("the workers are gone", LOSS_S, () -> workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void anInterruptFromTheKeyboardReachesAllAndEndsTheRunWithCode3() throws Exception {
        try (Command command = longRun("--processes", 2)) {
            command.awaitOutput("epoch 2", START_S);
            command.interruptGroup();
            assertThat(command.awaitEnd(LOSS_S)).as(command.toString()).isEqualTo(3);
        }
    }

    @Test
    void aWorkerThatCannotStartEndsTheRunWithItsWords() throws Exception {
        Map<String, String> environment = Map.of("LOCKSTEP_WORKER_JAVA_OPTS_2", "-XX:+NoSuchOption");
        try (Command command = Command.start(folder, environment, "train", DIGITS, "--processes", 2, "--run-dir",
                folder.resolve("run"))) {
            assertThat(command.awaitEnd(60)).as(command.toString()).isEqualTo(5);
            assertThat(command.err()).contains("worker process 2", "NoSuchOption");
        }
    }

    @Test
    void oneRefusedWorkerEndsTheRunWithItsWordsAndNoTrace() throws Exception {
        Map<String, String> environment = Map.of("LOCKSTEP_WORKER_JAVA_OPTS_2", "-XX:-UseFMA");
        try (Command command = Command.start(folder, environment, "train", DIGITS, "--processes", 2, "--run-dir",
                folder.resolve("run"))) {
            assertThat(command.awaitEnd(60)).as(command.toString()).isEqualTo(5);
            assertThat(command.err().lines()).as(command.toString()).singleElement().asString()
                    .contains("worker process 2", "fused multiply-add")
                    .doesNotContain("\tat ", "    at ", "ERROR", "Exception");
        }
    }

    private static List<Long> processIds(Command command) {
        return command.workers().stream().map(ProcessHandle::pid).toList();
    }

    private long steps() {
        try (Stream<String> lines = Files.lines(folder.resolve("run/metrics.jsonl"))) {
            return lines.filter(line -> line.contains("learning_rate")).count();
        } catch (IOException | UncheckedIOException notYet) {
            return 0;
        }
    }

    private String undisturbed() throws Exception {
        try (Command command = Command.run(folder, Map.of(), "train", DIGITS, "--workers", 1, "--set", EPOCHS, "--set",
                SCHEDULE, "--run-dir", folder.resolve("undisturbed"))) {
            assertThat(command.exitCode()).as(command.toString()).isZero();
            return hash(command);
        }
    }

    private static String hash(Command command) {
        return command.out().lines().filter(line -> line.startsWith("parameters sha256")).findFirst().orElseThrow();
    }

    private Command run() throws Exception {
        return Command.start(folder, Map.of(), "train", DIGITS, "--processes", 2, "--set", EPOCHS, "--set", SCHEDULE,
                "--run-dir", folder.resolve("run"));
    }

    private Command longRun(String kind, int workers) throws Exception {
        return Command.start(folder, Map.of(), "train", DIGITS, kind, workers, "--set", "stop.epochs=1000000",
                "--run-dir",
                folder.resolve("run"));
    }
}
