package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinator and workers as commands of their own, as on several machines. */
class ClusterProcessTest {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");
    private static final long END_S = 60;

    @TempDir
    private Path folder;

    @Test
    void aWorkerWaitsForItsCoordinatorAndEndsAfterTheRun() throws Exception {
        String where = freeAddress();
        Path data = Files.createDirectory(folder.resolve("elsewhere"));
        Files.copy(Command.EXAMPLES.resolve("data/digits.csv.gz"), data.resolve("digits.csv.gz"));
        try (Command first = Command.start(folder, Map.of(), "worker", "--join",
                where.replace("127.0.0.1", "localhost"), "--data-dir", data, "--slots",
                1)) {
            first.awaitOutput("waiting for", END_S);
            try (Command coordinator = Command.start(folder, Map.of(), "coordinator", DIGITS, "--bind", where,
                    "--expect", 2,
                    "--set", "stop.steps=20", "--json");
                    Command second = Command.start(folder, Map.of(), "worker", "--join", where, "--slots", 2)) {
                assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isZero();
                assertThat(first.awaitEnd(END_S)).as(first.toString()).isZero();
                assertThat(second.awaitEnd(END_S)).as(second.toString()).isZero();
                try (Command alone = Command.run(folder, Map.of(), "train", DIGITS, "--set", "stop.steps=20",
                        "--json")) {
                    assertThat(coordinator.parametersSha256()).isEqualTo(alone.parametersSha256());
                }
            }
        }
    }

    @Test
    void aWorkerThatIsToldToStopLeavesAtOnceAndTheRunGoesOn() throws Exception {
        String where = freeAddress();
        String steps = "stop.steps=8000";
        try (Command coordinator = Command.start(folder, Map.of(), "coordinator", DIGITS, "--bind", where, "--expect",
                2, "--set", steps);
                Command stays = Command.start(folder, Map.of(), "worker", "--join", where, "--slots", 1);
                Command goes = Command.start(folder, Map.of(), "worker", "--join", where, "--slots", 1)) {
            coordinator.awaitOutput("epoch 2", END_S);
            goes.signal("TERM");
            assertThat(goes.awaitEnd(END_S)).as(goes.toString()).isEqualTo(3);
            assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isZero();
            assertThat(stays.awaitEnd(END_S)).as(stays.toString()).isZero();
            try (Command alone = Command.run(folder, Map.of(), "train", DIGITS, "--set", steps)) {
                assertThat(hash(coordinator)).isEqualTo(hash(alone));
            }
        }
    }

    private static String hash(Command command) {
        return command.out().lines().filter(line -> line.startsWith("parameters sha256")).findFirst().orElseThrow();
    }

    private static String freeAddress() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
