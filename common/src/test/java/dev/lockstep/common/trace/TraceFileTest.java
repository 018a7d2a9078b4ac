package dev.lockstep.common.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {

    @TempDir
    private Path folder;

    @Test
    void aTraceSaysWhatWhenOnWhichThreadAndOfWhat() throws IOException {
        Track track = new Track(Thread.ofPlatform().name("slot \"0\"").unstarted(() -> {}));
        track.add(Span.FORWARD, 5_000_001, 2_500, 7, -1);
        track.add(Span.STEP, 5_010_000, 999, 7, 0);
        track.add(Span.LOOK, 5_020_000, 1_000_000, -1, -1);
        track.add(Span.FORWARD_LAYER, 5_000_001, 2_000, 7, Trace.name("dense1"));
        Path file = folder.resolve("trace.json");

        TraceFile.write(file, "a run", 42, List.of(track), List.of());

        String text = Files.readString(file);
        long id = track.threadId();
        assertThat(text.lines()).containsExactly(
                "[",
                "{\"name\":\"process_name\",\"ph\":\"M\",\"pid\":42,\"tid\":0,\"args\":{\"name\":\"a run\"}},",
                "{\"name\":\"thread_name\",\"ph\":\"M\",\"pid\":42,\"tid\":" + id
                        + ",\"args\":{\"name\":\"slot \\\"0\\\"\"}},",
                "{\"name\":\"forward\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":5000.001,\"dur\":2.500,\"pid\":42,\"tid\":"
                        + id + ",\"args\":{\"step\":7}},",
                "{\"name\":\"forward dense1\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":5000.001,\"dur\":2.000,\"pid\":42,"
                        + "\"tid\":" + id + ",\"args\":{\"step\":7}},",
                "{\"name\":\"optimizer step\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":5010.000,\"dur\":0.999,\"pid\":42,"
                        + "\"tid\":" + id + ",\"args\":{\"step\":7,\"block\":0}},",
                "{\"name\":\"look for work\",\"cat\":\"lockstep\",\"ph\":\"X\",\"ts\":5020.000,\"dur\":1000.000,\"pid\":42,"
                        + "\"tid\":" + id + ",\"args\":{}}",
                "]");
        try (JsonParser json = new JsonFactory().createParser(text)) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
    }

    @Test
    void aTraceTakesUpThoseOfOtherProcesses() throws IOException {
        Track track = new Track(Thread.currentThread());
        track.add(Span.SEND, 3_000, 1, 1, 2);
        Path first = folder.resolve("first");
        Path torn = folder.resolve("torn");
        Path gone = folder.resolve("gone");
        TraceFile.write(first, "worker 1", 1, List.of(track, track), List.of());
        Files.writeString(torn, "[\n{\"name\":");

        Path file = folder.resolve("all.json");
        assertThat(TraceFile.write(file, "coordinator", 2, List.of(track), List.of(first, torn, gone)))
                .containsExactly(torn, gone);

        String text = Files.readString(file);
        assertThat(text.lines().filter(line -> line.contains("process_name"))).hasSize(2);
        assertThat(text.lines().filter(line -> line.contains("send block"))).hasSize(3);
        try (JsonParser json = new JsonFactory().createParser(text)) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
    }

    @Test
    void aTrackKeepsItsNewestSpans() {
        Track track = new Track(Thread.currentThread());
        for (int i = 0; i < Track.MAX_SPANS + 10; i++) {
            track.add(Span.WORK, i, 1, i, i % 100);
        }
        List<Long> steps = new ArrayList<>();
        track.read((span, began, took, step, block) -> {
            assertThat(span).isEqualTo(Span.WORK);
            assertThat(began).isEqualTo(step);
            assertThat(block).isEqualTo((int) (step % 100));
            steps.add(step);
        });
        assertThat(steps).hasSize(Track.MAX_SPANS).startsWith(10L).isSorted();
        assertThat(track.forgotten()).isEqualTo(10);
    }

    @Test
    void nothingIsNotedWhileItIsOff() {
        assertThat(Trace.begin()).isZero();
        int before = Trace.tracks().size();
        Trace.end(Span.WORK, 0, 1, 1);
        assertThat(Trace.tracks()).hasSize(before);
    }
}
