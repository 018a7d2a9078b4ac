package dev.lockstep.common.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.common.reduce.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The root's bits are these, whichever twin of the kernels runs, on whatever CPU and JVM. */
class GoldenBitsTest {

    private static final long DEADLINE_S = 60;

    @TempDir
    private Path folder;

    @Test
    void inThisJvm() {
        assertThat(GoldenBits.sha256(Models.mlp(), Precision.F32)).isEqualTo(GoldenBits.MLP);
        assertThat(GoldenBits.sha256(Models.cnn(), Precision.F32)).isEqualTo(GoldenBits.CNN);
        assertThat(GoldenBits.sha256(Models.mlp(), Precision.BF16)).isEqualTo(GoldenBits.MLP_BF16);
        assertThat(GoldenBits.sha256(Models.cnn(), Precision.BF16)).isEqualTo(GoldenBits.CNN_BF16);
    }

    @ParameterizedTest
    @CsvSource({"-Dlockstep.kernel=scalar, scalar", "-Dlockstep.kernel=vector, vector",
            "-XX:TieredStopAtLevel=1, scalar", "-XX:MaxVectorSize=16, vector", "-XX:UseAVX=2, vector", "-Xint, scalar"})
    void inAJvmOfOtherOptions(String option, String twin) throws IOException, InterruptedException {
        assumeTrue(!option.contains("AVX") || System.getProperty("os.arch").equals("amd64"), "an option of x86");
        assertThat(run("--add-modules", "jdk.incubator.vector", option)).contains(twin + " kernels",
                GoldenBits.MLP, GoldenBits.CNN,
                GoldenBits.MLP_BF16, GoldenBits.CNN_BF16);
    }

    @Test
    void inAJvmWithoutTheVectorModule() throws IOException, InterruptedException {
        assertThat(run()).contains("scalar kernels", GoldenBits.MLP, GoldenBits.CNN,
                GoldenBits.MLP_BF16, GoldenBits.CNN_BF16);
    }

    private String run(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), GoldenBits.class.getName()));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(DEADLINE_S, TimeUnit.SECONDS)).as("%s ends in time", command).isTrue();
            return Files.readString(output);
        } finally {
            process.destroyForcibly();
        }
    }
}
