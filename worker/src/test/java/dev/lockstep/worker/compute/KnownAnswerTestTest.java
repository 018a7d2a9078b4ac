package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KnownAnswerTestTest {

    /** If a kernel's defined order was changed on purpose, the hash in the message is the new constant. */
    @Test
    void thisMachineGivesTheBitsThatAreCompiledIn() throws Exception {
        try (Slots slots = new Slots(2, "test")) {
            assertThat(KnownAnswerTest.run(slots, System::nanoTime).get(60, TimeUnit.SECONDS))
                    .isEqualTo(KnownAnswerTest.EXPECTED);
        }
    }
}
