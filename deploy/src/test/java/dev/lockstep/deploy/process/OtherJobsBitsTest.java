package dev.lockstep.deploy.process;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link SameBitsProcessTest} shows of one job, of the others. */
class OtherJobsBitsTest extends SameBitsOfProcesses {

    static List<UnevenJob> jobs() {
        return UnevenJob.ALL.subList(1, UnevenJob.ALL.size());
    }

    @ParameterizedTest
    @MethodSource("jobs")
    void processesGiveTheNumbersOfOne(UnevenJob job) throws Exception {
        assertProcessesGiveTheNumbersOfOne(job);
    }
}
