package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command says to arguments, before it runs anything. */
class UsageTest {

    private static final Path DIGITS = Lockstep.EXAMPLES.resolve("digits.conf");

    @TempDir
    private Path folder;

    @Test
    void showsVersionAndHelpOnStandardOutput() {
        assertThat(Lockstep.run("--version").out()).startsWith("lockstep ").contains("Java ");
        Outcome help = Lockstep.run("train", "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).contains("--processes", "--workers", "--slots", "--set", "--run-dir", "--json");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | no command given",
            "trian x.conf | trian",
            "train | JOB",
            "train x.conf y.conf | y.conf",
            "train x.conf --wokers 2 | --wokers",
            "train x.conf --workers two | two",
            "train x.conf --workers 0 | --workers: found 0",
            "train x.conf --processes -1 | --processes: found -1",
            "train x.conf --slots 0 | --slots: found 0",
            "train x.conf --workers 2 --processes 2 | mutually exclusive",
            "train x.conf --resume | no checkpoints",
            "coordinator x.conf | --bind",
            "coordinator x.conf --bind nowhere | no port",
            "coordinator x.conf --bind 0.0.0.0:7000 | stands for every address",
            "coordinator x.conf --bind 127.0.0.1:7000 --expect 0 | --expect: found 0",
            "evaluate somewhere --set seed=2 | --set",
            "worker | --join",
            "worker --join 127.0.0.1:99999 | 99999",
            "predict somewhere --data x.csv | --out"})
    void aUsageFaultIsCode2WithWords(String line, String words) {
        Outcome outcome = Lockstep.run(line.isEmpty() ? new Object[0] : (Object[]) line.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aUsedRunFolderIsCode2() throws IOException {
        Files.writeString(folder.resolve("summary.json"), "{}");
        Outcome outcome = Lockstep.run("train", DIGITS, "--run-dir", folder);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains(folder.toString(), "already holds a run");
    }

    @Test
    void aPortInUseIsCode1() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Outcome outcome = Lockstep.run("coordinator", DIGITS, "--bind", "127.0.0.1:" + taken.getLocalPort(),
                    "--run-dir",
                    folder);
            assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(outcome.err()).contains("127.0.0.1:" + taken.getLocalPort(), "in use").doesNotContain("\tat ");
        }
    }

    @Test
    void workersThatDoNotComeAreCode5() throws IOException {
        Path run = folder.resolve("run");
        Outcome outcome = Lockstep.run("coordinator", DIGITS, "--bind", "127.0.0.1:0", "--set", "workers.deadline=1s",
                "--run-dir", run);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(ExitCode.WORKERS_LOST);
        assertThat(outcome.err()).doesNotContain("\tat ");
        assertThat(Files.readString(run.resolve("summary.json"))).contains("workers-lost");
    }
}
