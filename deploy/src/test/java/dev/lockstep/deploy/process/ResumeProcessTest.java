package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that end early, by a signal or by death, and go on to the model that an undisturbed run gives. */
class ResumeProcessTest {

    private static final Path DIGITS = Command.EXAMPLES.resolve("digits.conf");
    private static final long START_S = 120;
    private static final long END_S = 120;
    private static final int EPOCHS = 400;
    private static final int STEPS_PER_EPOCH = 20;

    @TempDir
    private Path folder;

    @Test
    void aRunThatIsStoppedGoesOnWithAnotherNumberOfWorkersToTheSameModel() throws Exception {
        try (Command run = train("--workers", 2, List.of())) {
            run.awaitOutput("epoch 2", START_S);
            run.signal("TERM");
            assertThat(run.awaitEnd(END_S)).as(run.toString()).isEqualTo(3);
            assertThat(Files.readString(run().resolve("summary.json"))).contains("\"status\" : \"stopped\"");
            assertThat(checkpoints()).isNotEmpty();
        }
        try (Command again = train("--workers", 1, List.of("--resume", "--json"))) {
            assertThat(again.awaitEnd(END_S)).as(again.toString()).isZero();
            assertThat(again.err()).contains("going on from the checkpoint of step ");
            assertThat(again.parametersSha256()).isEqualTo(undisturbed());
        }
        assertThat(stepsOfMetrics()).as("a line a step").hasSize(EPOCHS * STEPS_PER_EPOCH).doesNotHaveDuplicates();
        try (Command third = train("--workers", 3, List.of("--resume", "--json"))) {
            assertThat(third.awaitEnd(END_S)).as(third.toString()).isZero();
            assertThat(third.out()).contains("finished already");
        }
    }

    @Test
    void aRunThatIsKilledPassesOverADamagedCheckpointAndDoesTheStepsAgain() throws Exception {
        try (Command run = train("--processes", 2, List.of())) {
            run.awaitOutput("epoch 20", START_S);
            run.killGroup();
        }
        List<Path> before = checkpoints();
        Path newest = before.getLast();
        flip(newest);
        try (Command again = train("--workers", 2, List.of("--resume", "--json"))) {
            assertThat(again.awaitEnd(END_S)).as(again.toString()).isZero();
            assertThat(again.err()).contains("damaged checkpoint passed over: ", newest.getFileName().toString());
            assertThat(again.err()).containsPattern("will be done again and compared");
            assertThat(again.parametersSha256()).isEqualTo(undisturbed());
        }
        assertThat(stepsOfMetrics()).as("a line a step").hasSize(EPOCHS * STEPS_PER_EPOCH).doesNotHaveDuplicates();
    }

    private Command train(String kind, int workers, List<String> more) throws Exception {
        List<Object> arguments = new ArrayList<>(List.of("train", DIGITS, kind, workers, "--slots", 1, "--set",
                "stop.epochs=" + EPOCHS, "--set", "checkpoint.every-steps=50", "--run-dir", run()));
        arguments.addAll(more);
        return Command.start(folder, Map.of(), arguments.toArray());
    }

    private String undisturbed() throws Exception {
        try (Command alone = Command.run(folder, Map.of(), "train", DIGITS, "--slots", 1, "--set",
                "stop.epochs=" + EPOCHS, "--json")) {
            return alone.parametersSha256();
        }
    }

    private Path run() {
        return folder.resolve("run");
    }

    private List<Path> checkpoints() throws Exception {
        try (Stream<Path> files = Files.list(run().resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).sorted().toList();
        }
    }

    private List<String> stepsOfMetrics() throws Exception {
        try (Stream<String> lines = Files.lines(run().resolve("metrics.jsonl"))) {
            return lines.filter(line -> line.contains("\"step_ms\"")).map(line -> line.split(",")[0]).toList();
        }
    }

    private static void flip(Path file) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = channel.size() - 100;
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            channel.write(ByteBuffer.wrap(new byte[]{(byte) (one.get(0) ^ 1)}), at);
        }
    }
}
