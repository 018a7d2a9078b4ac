package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    private static final int RIVALS = 8;

    @TempDir
    private Path folder;

    private String job;

    @BeforeEach
    void read() throws Exception {
        job = Files.readString(Lockstep.EXAMPLES.resolve("digits.conf"));
    }

    @Test
    void aNewRunHasItsJobAndNothingBesideIt() throws Exception {
        RunFolder.create(Optional.of(folder), "digits", job);
        assertThat(names()).containsExactly("job.conf");
        assertThat(folder.resolve("job.conf")).hasContent(job);
        assertThat(RunFolder.look(folder)).isEqualTo(RunFolder.Content.UNFINISHED);
        assertThatThrownBy(() -> RunFolder.create(Optional.of(folder), "digits", job))
                .isInstanceOf(CommandFault.class);
    }

    @Test
    void aTornJobBesideNothingElseIsNoRun() throws Exception {
        for (String torn : new String[]{"", job.substring(0, job.length() / 2)}) {
            Path run = folder.resolve("run-" + torn.length());
            Files.createDirectory(run);
            Files.writeString(run.resolve("job.conf"), torn);
            Files.writeString(run.resolve("lockstep.log"), "begun\n");
            assertThat(RunFolder.look(run)).isEqualTo(RunFolder.Content.NOTHING);
            RunFolder.create(Optional.of(run), "digits", job);
            assertThat(run.resolve("job.conf")).hasContent(job);
            assertThat(run.resolve("job.conf.torn")).as("kept").hasContent(torn);
        }
    }

    @Test
    void aTornJobBesideATermIsARun() throws Exception {
        Files.writeString(folder.resolve("job.conf"), "");
        Files.createDirectory(folder.resolve("terms"));
        assertThat(RunFolder.look(folder)).isEqualTo(RunFolder.Content.UNFINISHED);
        assertThatThrownBy(() -> RunFolder.create(Optional.of(folder), "digits", job))
                .isInstanceOf(CommandFault.class);
    }

    @Test
    void ofSeveralRunsOneGetsTheFolderTornJobOrNot() throws Exception {
        for (boolean torn : new boolean[]{false, true}) {
            Path shared = folder.resolve("shared-" + torn);
            Files.createDirectory(shared);
            if (torn) {
                Files.writeString(shared.resolve("job.conf"), "");
            }
            AtomicInteger winners = new AtomicInteger();
            CountDownLatch together = new CountDownLatch(RIVALS);
            Thread[] rivals = IntStream.range(0, RIVALS).mapToObj(n -> Thread.ofPlatform().start(() -> {
                together.countDown();
                try {
                    together.await();
                    RunFolder.create(Optional.of(shared), "digits", job);
                    winners.incrementAndGet();
                } catch (CommandFault used) {
                    // Another run has it.
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            })).toArray(Thread[]::new);
            for (Thread rival : rivals) {
                rival.join();
            }
            assertThat(winners).hasValue(1);
            assertThat(shared.resolve("job.conf")).hasContent(job);
        }
    }

    private String[] names() throws Exception {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toArray(String[]::new);
        }
    }
}
