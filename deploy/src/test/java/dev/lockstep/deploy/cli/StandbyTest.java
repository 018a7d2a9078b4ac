package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.coordinator.actor.CoordinatorTurn;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A standby whose coordinator is not there. */
class StandbyTest {

    private static final long DEADLINE_S = 60;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @Test
    @Timeout(DEADLINE_S)
    void aStandbyThatReachesNobodyWaitsForARunAndTakesItOverWhenItsFolderIsSilent() throws Exception {
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Screen screen = new Screen(out, out, Optional.empty(), false);
        Standby standby = new Standby(screen, new HostPort("127.0.0.1", 1), folder, this::system,
                Duration.ofMillis(100));
        CompletableFuture<Systems> taking = CompletableFuture.supplyAsync(() -> standby.await(system()),
                task -> Thread.ofPlatform().daemon().start(task));
        while (!words().contains("has begun no run")) {
            Thread.onSpinWait();
        }
        assertThat(taking).isNotDone();
        new TermClaims(Disk.REAL, folder).claim("run", "there", 7, Instant.EPOCH);
        try (Systems alone = taking.get(DEADLINE_S, TimeUnit.SECONDS)) {
            while (!LockstepSystem.isMember(alone.system())) {
                Thread.onSpinWait();
            }
        }
        assertThat(words()).contains("shows no sign of life in the run's folder: taking over")
                .containsOnlyOnce("has begun no run");
    }

    @Test
    @Timeout(DEADLINE_S)
    void aStandbyWhoseFolderHasNoRunIsRefusedWhenItsTurnComes() throws Exception {
        Systems active = system();
        HostPort where = LockstepSystem.listensOn(active.system());
        LockstepSystem.join(active.system(), where);
        CompletableFuture<Lockstep.Outcome> standby = CompletableFuture.supplyAsync(
                () -> Lockstep.run("coordinator", Lockstep.EXAMPLES.resolve("digits.conf"), "--bind", "127.0.0.1:0",
                        "--run-dir", folder.resolve("another"), "--standby-of", where),
                task -> Thread.ofPlatform().daemon().start(task));
        while (members(active) < 2) {
            Thread.onSpinWait();
        }
        active.close();
        Lockstep.Outcome outcome = standby.get(DEADLINE_S, TimeUnit.SECONDS);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
        assertThat(outcome.faults()).singleElement().asString().contains("holds no run that could be taken over");
        assertThat(folder.resolve("another")).doesNotExist();
    }

    private static long members(Systems systems) {
        return StreamSupport.stream(Cluster.get(systems.system()).state().getMembers().spliterator(), false)
                .filter(member -> member.status() == MemberStatus.up()).count();
    }

    private String words() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private Systems system() {
        return Systems.clustered(new HostPort("127.0.0.1", 0), LockstepSystem.COORDINATOR_ROLE,
                CoordinatorTurn.leaseOn(folder));
    }
}
