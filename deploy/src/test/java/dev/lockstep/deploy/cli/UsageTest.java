package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
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

    @Test
    void helpShowsWhatTheOptionShows() {
        assertThat(Lockstep.run("help", "train")).isEqualTo(Lockstep.run("train", "--help"));
        assertThat(Lockstep.run("help")).isEqualTo(Lockstep.run("--help"));
        assertThat(Lockstep.run("help", "--json").out().lines()).singleElement().asString().contains("\"exit_code\":0");
    }

    @Test
    void helpShowsNoOptionThatWouldBeRefused() {
        for (String command : new String[]{"diff", "evaluate", "predict"}) {
            assertThat(Lockstep.run(command, "--help").out()).contains("--json")
                    .doesNotContain("--set", "--resume", "--run-dir", "--insecure");
        }
        assertThat(Lockstep.run("validate", "--help").out()).contains("--set").doesNotContain("--resume", "--run-dir");
        assertThat(Lockstep.run("worker", "--help").out()).contains("--run-dir").doesNotContain("--set", "--resume");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'' | no command given",
            "trian x.conf | trian",
            "help trian | there is no such command; there is: train",
            "train | JOB",
            "train x.conf y.conf | y.conf",
            "train x.conf --wokers 2 | --wokers",
            "train x.conf --workers two | two",
            "train x.conf --workers 0 | --workers: found 0",
            "train x.conf --processes -1 | --processes: found -1",
            "train x.conf --slots 0 | --slots: found 0",
            "train x.conf --workers 2 --processes 2 | mutually exclusive",
            "train x.conf --resume | --resume: which run? give its folder with --run-dir",
            "worker --join localhost:1 --resume | there is nothing to go on with",
            "coordinator x.conf | --bind",
            "coordinator x.conf --bind nowhere | no port",
            "coordinator x.conf --bind 0.0.0.0:7000 | stands for every address",
            "coordinator x.conf --bind 127.0.0.1:7000 --expect 0 | --expect: found 0",
            "evaluate somewhere --set seed=2 | --set",
            "demo | WHAT",
            "demo fire | no such demonstration; there is: chaos",
            "demo chaos --set seed=2 | has its own job",
            "worker | --join",
            "worker --join 127.0.0.1:99999 | 99999",
            "worker --join 127.0.0.1:0 | port 0 stands for any free port",
            "worker --join 0.0.0.0:7000 | stands for every address",
            "worker --join 127.0.0.1:7000 --bind 0.0.0.0 | stands for every address",
            "predict somewhere --data x.csv | --out"})
    void aUsageFaultIsCode2WithWords(String line, String words) {
        Outcome outcome = Lockstep.run(line.isEmpty() ? new Object[0] : (Object[]) line.split(" "));
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(outcome.out()).isEmpty();

        Object[] withJson = Stream.concat(Stream.of(line.isEmpty() ? new String[0] : line.split(" ")),
                Stream.of("--json")).toArray();
        Outcome json = Lockstep.run(withJson);
        assertThat(json.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(json.out().lines()).singleElement().asString()
                .startsWith("{\"status\":\"failed\",\"exit_code\":2,\"faults\":[\"").endsWith("\"]}");
    }

    @Test
    void everyEndIsOneObjectWithJson() {
        assertThat(Lockstep.run("--version", "--json").out()).isEqualToIgnoringNewLines(
                "{\"status\":\"finished\",\"exit_code\":0,\"lockstep_version\":\"" + Version.release() + "\"}");
        assertThat(Lockstep.run("train", "--json", "--help").out().lines()).singleElement();
        assertThat(Lockstep.run("validate", DIGITS, "--json").out())
                .startsWith("{\"status\":\"finished\",\"exit_code\":0");
        Outcome faults = Lockstep.run("train", DIGITS, "--json", "--set", "batch=-1", "--set", "shards=0");
        assertThat(faults.out().lines()).singleElement().asString().contains("\"exit_code\":2", "batch: found -1",
                "shards: found 0");
    }

    @Test
    void aUsedRunFolderIsCode2() throws IOException {
        Files.writeString(folder.resolve("summary.json"), "{}");
        Outcome outcome = Lockstep.run("train", DIGITS, "--run-dir", folder);
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(outcome.err()).contains(folder.toString(), "already holds a run");
    }

    @Test
    void aRunFolderThatCannotBeIsCode2() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        for (Path run : new Path[]{file, file.resolve("run"), file.resolve("deep/run")}) {
            Outcome outcome = Lockstep.run("train", DIGITS, "--run-dir", run);
            assertThat(outcome.exitCode()).isEqualTo(ExitCode.BAD_INPUT);
            assertThat(outcome.faults()).singleElement().asString().contains("--run-dir " + run, "is a file");
        }
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
