package dev.lockstep.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a job file, it is a job or faults in words, never another exception. */
class JobReaderFuzzTest {

    private static final String JOB = """
            name = x
            seed = ${?LOCKSTEP_NO_SEED}
            data { format = idx, train { images = i, labels = l }, scale = 0.5, split { validation = 0.1, test = 0.2 } }
            model = [ { conv = 4, kernel = [3, 3], name = c }, relu, { max-pool = 2, padding = 1 }, flatten, { dense = 10 } ]
            loss = cross-entropy
            optimizer { type = adam, learning-rate = 0.1, schedule { type = step, every-steps = 3 } }
            batch = 64
            stop { epochs = 20, patience = 2 }
            workers.deadline = 10 s
            """;

    private static final String[] PIECES = {"{", "}", "[", "]", "=", ",", "\n", "null", "-1", "1e999", "true", "\"",
            "${x}",
            "${?x}", "${batch}", "include \"y\"", "{}", "[]", "[[1]]", "{a=1}", "name", "dense", "type", ".", ":", "#",
            "\0",
            "9999999999999999999999", "0.5", "+=", "${optimizer}", "model", "relu", "csv", "unknown = 1\n", "\\u12"};

    @TempDir
    private Path folder;

    @Test
    void brokenJobsGiveFaultsOnly() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        assertThat(isFaulty(JOB)).isFalse();
        int faulty = 0;
        for (int round = 0; round < 500; round++) {
            StringBuilder text = new StringBuilder(JOB);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(text.length());
                int removed = Math.min(text.length() - at, random.nextInt(12));
                text.replace(at, at + removed, PIECES[random.nextInt(PIECES.length)]);
            }
            faulty += isFaulty(text.toString()) ? 1 : 0;
        }
        assertThat(faulty).isBetween(200, 499);
    }

    @Test
    void anyKeyWithAnyPieceGivesFaultsOnly() {
        for (Section section : Schema.sections()) {
            for (Key<?> key : section.keys()) {
                for (String piece : PIECES) {
                    String path = section.path().startsWith("data.train") ? "data.train" : section.path();
                    isFaultySet(Values.join(path, key.name()) + "=" + piece);
                }
            }
        }
    }

    @Test
    void nestingWithoutEndIsAFault() {
        assertThat(isFaulty(JOB + "x = " + "[".repeat(200_000))).isTrue();
        assertThat(isFaulty(JOB + "x = " + "{a=".repeat(200_000))).isTrue();
    }

    private boolean isFaulty(String text) {
        try {
            Path file = folder.resolve("job.conf");
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
            JobReader.read(file, List.of(), folder);
            return false;
        } catch (JobFaults faults) {
            assertThat(faults.getMessage()).isNotBlank();
            return true;
        } catch (Exception | StackOverflowError other) {
            throw new AssertionError("for " + text.substring(0, Math.min(2000, text.length())), other);
        }
    }

    private void isFaultySet(String set) {
        try {
            Path file = folder.resolve("job.conf");
            Files.writeString(file, JOB);
            JobReader.read(file, List.of(set), folder);
        } catch (JobFaults faults) {
            assertThat(faults.getMessage()).isNotBlank();
        } catch (Exception other) {
            throw new AssertionError("for --set " + set, other);
        }
    }
}
