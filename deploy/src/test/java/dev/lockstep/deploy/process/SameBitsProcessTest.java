package dev.lockstep.deploy.process;

import org.junit.jupiter.api.Test;

/** One job over two and three processes; the others are in the profile {@code bits}. */
class SameBitsProcessTest extends SameBitsOfProcesses {

    @Test
    void processesGiveTheNumbersOfOne() throws Exception {
        assertProcessesGiveTheNumbersOfOne(UnevenJob.ALL.getFirst());
    }
}
