package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators of one run in one folder, and workers that look for them. */
abstract class CoordinatorDeath {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");
    private static final int EPOCHS = 150;
    private static final String RATES = "optimizer.schedule.steps=" + EPOCHS * Undisturbed.STEPS_PER_EPOCH;
    static final long START_S = 120;
    static final long END_S = 180;

    @TempDir
    private Path folder;

    void assertEndsWell(Command coordinator, Command... workers) throws Exception {
        assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isZero();
        for (Command worker : workers) {
            assertThat(worker.awaitEnd(END_S)).as(worker.toString()).isZero();
            assertThat(worker.out() + worker.err()).contains("back with the coordinator");
        }
        try (Command alone = Command.run(folder, Map.of(), "train", DIGITS, "--slots", 1, "--set",
                "stop.epochs=" + EPOCHS, "--set", RATES, "--json")) {
            assertThat(coordinator.parametersSha256()).isEqualTo(alone.parametersSha256());
        }
    }

    Command coordinator(String where, Object... more) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("coordinator", DIGITS, "--bind", where, "--run-dir",
                folder.resolve("shared"), "--set", "stop.epochs=" + EPOCHS, "--set", RATES, "--set",
                "checkpoint.every-steps=50",
                "--json"));
        arguments.addAll(List.of(more));
        return Command.start(folder, Map.of(), arguments.toArray());
    }

    Command worker(String... where) throws Exception {
        return Command.start(folder, Map.of(), Stream.of("worker", "--join", String.join(",", where), "--slots", "1")
                .toArray());
    }

    static String freeAddress() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
