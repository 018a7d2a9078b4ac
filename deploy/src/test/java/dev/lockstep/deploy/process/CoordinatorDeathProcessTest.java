package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators that are killed while their workers stay: started again, or with a standby, to the undisturbed model. */
class CoordinatorDeathProcessTest {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");
    private static final long START_S = 120;
    private static final long END_S = 180;
    private static final int EPOCHS = 150;

    @TempDir
    private Path folder;

    @Test
    void aCoordinatorThatIsStartedAgainGoesOnAndItsWorkersComeBack() throws Exception {
        String where = freeAddress();
        try (Command first = worker(where); Command second = worker(where)) {
            try (Command coordinator = coordinator(where)) {
                coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 20/"));
                coordinator.killGroup();
            }
            try (Command again = coordinator(where)) {
                assertEndsWell(again, first, second);
                assertThat(again.err()).contains("going on from the checkpoint of step ", "(term 2");
            }
        }
    }

    @Test
    void aStandbyGoesOnAndTheWorkersComeToIt() throws Exception {
        String where = freeAddress();
        String other = freeAddress();
        try (Command first = worker(where, other);
                Command second = worker(where, other);
                Command coordinator = coordinator(where);
                Command standby = coordinator(other, "--standby-of", where)) {
            standby.await("it stands by", START_S, () -> standby.err().contains("standing by for the coordinator"));
            coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 20/"));
            coordinator.killGroup();
            assertEndsWell(standby, first, second);
            assertThat(standby.err()).contains("is gone: taking over", "going on from the checkpoint of step ");
        }
    }

    @Test
    void aStandbyOfARunThatEndsHasNothingToDo() throws Exception {
        String where = freeAddress();
        String other = freeAddress();
        try (Command coordinator = coordinator(where);
                Command standby = coordinator(other, "--standby-of", where);
                Command worker = worker(where)) {
            coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 2/"));
            coordinator.signal("TERM");
            assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isEqualTo(3);
            assertThat(standby.awaitEnd(END_S)).as(standby.toString()).isEqualTo(3);
            assertThat(standby.err()).contains("the run has ended: stopped");
            assertThat(worker.awaitEnd(END_S)).as(worker.toString()).isZero();
        }
    }

    private void assertEndsWell(Command coordinator, Command... workers) throws Exception {
        assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isZero();
        for (Command worker : workers) {
            assertThat(worker.awaitEnd(END_S)).as(worker.toString()).isZero();
            assertThat(worker.out() + worker.err()).contains("back with the coordinator");
        }
        try (Command alone = Command.run(folder, Map.of(), "train", DIGITS, "--slots", 1, "--set",
                "stop.epochs=" + EPOCHS, "--json")) {
            assertThat(coordinator.parametersSha256()).isEqualTo(alone.parametersSha256());
        }
    }

    private Command coordinator(String where, Object... more) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("coordinator", DIGITS, "--bind", where, "--run-dir",
                folder.resolve("shared"), "--set", "stop.epochs=" + EPOCHS, "--set", "checkpoint.every-steps=50",
                "--json"));
        arguments.addAll(List.of(more));
        return Command.start(folder, Map.of(), arguments.toArray());
    }

    private Command worker(String... where) throws Exception {
        return Command.start(folder, Map.of(), Stream.of("worker", "--join", String.join(",", where), "--slots", "1")
                .toArray());
    }

    private static String freeAddress() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }
}
