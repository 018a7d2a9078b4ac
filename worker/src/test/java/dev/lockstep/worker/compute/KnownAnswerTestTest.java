package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** If a kernel's defined order was changed on purpose, the hash in the first test's message is the new constant. */
class KnownAnswerTestTest {

    private static final long DEADLINE_S = 60;

    @TempDir
    private Path folder;

    @Test
    void thisJvmGivesTheBitsThatAreCompiledIn() throws Exception {
        assertThat(KnownAnswerTest.oneRound()).isEqualTo(KnownAnswerTest.EXPECTED);
        assertThat(KnownAnswerTest.steps()).isEqualTo(KnownAnswerTest.EXPECTED_OF_STEPS);
        KnownAnswerTest.requireThisJvm();
        KnownAnswerTest.requireSteps();
        try (Slots slots = new Slots(2, "test")) {
            assertThat(KnownAnswerTest.run(slots, System::nanoTime).get(DEADLINE_S, TimeUnit.SECONDS))
                    .isEqualTo(KnownAnswerTest.EXPECTED);
        }
    }

    @Test
    void aWarmUpThatBeganEarlierServesEveryWorkerOfTheProcess() throws Exception {
        KnownAnswerTest.warmUp();
        try (Slots slots = new Slots(1, "first"); Slots more = new Slots(2, "second")) {
            for (Slots each : List.of(slots, more)) {
                assertThat(KnownAnswerTest.run(each, System::nanoTime).get(DEADLINE_S, TimeUnit.SECONDS))
                        .isEqualTo(KnownAnswerTest.EXPECTED);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Dlockstep.kernel=scalar", "-Dlockstep.kernel=vector", "-XX:MaxVectorSize=16"})
    void everyTwinGivesThem(String option) throws Exception {
        assertThat(inJvm(KnownAnswerBits.class, option)).contains(KnownAnswerTest.EXPECTED,
                KnownAnswerTest.EXPECTED_OF_STEPS);
    }

    @Test
    void aJvmWithoutFusedMultiplyAddIsRefusedWithWords() throws Exception {
        assertThat(inJvm(Refusal.class, "-XX:-UseFMA")).contains("fused multiply-add", "-XX:-UseFMA");
    }

    @Test
    void everyCaseYieldsFiniteNumbers() {
        for (KnownAnswerCase test : KnownAnswerCase.ALL) {
            BitsDigest digest = new BitsDigest();
            KnownAnswerRound round = new KnownAnswerRound(test);
            round.run(digest);
            assertThat(round.isFinite()).as("%s", test).isTrue();
        }
    }

    @Test
    void oneOtherBitIsAnotherAnswer() {
        BitsDigest digest = new BitsDigest();
        digest.add(new float[]{1, 0f}, 2);
        String zero = digest.end();
        digest.add(new float[]{1, -0f}, 2);
        assertThat(digest.end()).isNotEqualTo(zero);
    }

    /** Prints why the test refuses this JVM. */
    static final class Refusal {

        private Refusal() {}

        public static void main(String[] arguments) {
            try (Slots slots = new Slots(1, "test")) {
                assertThatThrownBy(KnownAnswerTest::requireThisJvm).hasMessageContaining("-XX:-UseFMA");
                assertThatThrownBy(KnownAnswerTest::requireSteps).hasMessageContaining("-XX:-UseFMA");
                assertThatThrownBy(() -> KnownAnswerTest.run(slots, System::nanoTime).get(DEADLINE_S, TimeUnit.SECONDS))
                        .satisfies(refused -> System.out.println(refused.getCause().getMessage()));
            }
        }
    }

    private String inJvm(Class<?> main, String option) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector", option));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
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
