package dev.lockstep.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkerProtocolTest {

    static Stream<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/runs"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyScriptHasTheEffectsThatItSays(Path script) throws IOException {
        String text = Files.readString(script);
        String played = Script.play(text);
        if (Boolean.getBoolean("lockstep.runs.rewrite")) {
            Files.writeString(script, played);
        }
        assertThat(played).as("%s", script.getFileName()).isEqualTo(text);
    }

    @Test
    void dataThatNeverLoadEndTheWorkerThoughTheCoordinatorLives() {
        WorkerProtocol protocol = new WorkerProtocol("k");
        protocol.on(new Event.Started(), 0);
        protocol.on(new Event.Welcomed(Welcome.newBuilder().setTerm(1).build()), 0);
        List<Effect> effects = List.of();
        for (long nowNs = 0; effects.stream()
                .noneMatch(e -> e instanceof Effect.SayFailed); nowNs += Limits.TICK_NS) {
            assertThat(nowNs).isLessThan(2 * Limits.PREPARE_NS);
            protocol.on(new Event.HeartbeatHeard(1, true), nowNs);
            effects = protocol.on(new Event.Tick(), nowNs);
        }
        assertThat(effects).containsExactly(
                new Effect.SayFailed(Failed.Reason.FAULT, "not prepared after 600 s: the data are still loading"));
    }

    @Test
    void onlyTheTwoNewestVersionsAreKept() {
        Arrivals arrivals = new Arrivals(2, 2);
        arrivals.add(0, 0);
        arrivals.add(0, 1);
        arrivals.add(1, 1);
        assertThat(arrivals.newestWhole()).isZero();
        arrivals.add(1, 0);
        assertThat(arrivals.newestWhole()).isEqualTo(1);
        arrivals.add(2, 0);
        assertThat(arrivals.newestWhole()).isEqualTo(1);
        assertThat(arrivals.isPast(0)).isTrue();
        arrivals.add(0, 0);
        assertThat(arrivals.isWhole(0)).isFalse();
    }

    @Test
    void aVersionThatWasSkippedLeavesNothingBehind() {
        Arrivals arrivals = new Arrivals(1, 1);
        arrivals.add(3, 0);
        arrivals.add(6, 0);
        assertThat(arrivals.isWhole(5)).isFalse();
        assertThat(arrivals.newestWhole()).isEqualTo(6);
    }
}
