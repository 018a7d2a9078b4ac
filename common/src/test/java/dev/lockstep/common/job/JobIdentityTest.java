package dev.lockstep.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JobIdentityTest {

    private static final String JOB = """
            name = digits
            data { format = csv, train = /data/digits.csv, label = 64 }
            model = [ { dense = 64 }, relu, { dense = 10 } ]
            loss = cross-entropy
            optimizer { type = sgd, learning-rate = 0.1, momentum = 0.9 }
            batch = 64
            stop { epochs = 20 }
            """;

    @Test
    void whatEndsARunAndWatchesItMayChange() throws JobFaults {
        Job before = JobReader.parse(JOB);
        Job now = JobReader.parse(JOB + """
                stop { epochs = 30, loss-above = 9 }
                checkpoint { every-steps = 7, keep = 5, on-failure = stop }
                metrics.every-steps = 10
                workers.deadline = 5 s
                """);
        assertThat(now).isNotEqualTo(before);
        assertThat(JobIdentity.differences(before, now)).isEmpty();
        assertThat(JobIdentity.sha256(now)).isEqualTo(JobIdentity.sha256(before)).matches("[0-9a-f]{64}");
    }

    @Test
    void everyOtherDifferenceIsToldWithBothValues() throws JobFaults {
        Job before = JobReader.parse(JOB);
        Job now = JobReader.parse(JOB + """
                seed = 2
                batch = 65
                model = [ { dense = 64 }, tanh, { dense = 10 }, relu ]
                optimizer { type = adam, momentum = null }
                data.train = "/data/other digits.csv"
                audit = 0.5
                """);
        assertThat(JobIdentity.differences(before, now)).extracting(JobIdentity.Difference::toString)
                .contains(
                        "audit: the run has 0, the job now has 0.5",
                        "batch: the run has 64, the job now has 65",
                        "data.train: the run has \"/data/digits.csv\", the job now has \"/data/other digits.csv\"",
                        "model[1]: the run has {\"relu\":true}, the job now has {\"tanh\":true}",
                        "model[3]: the run has nothing, the job now has {\"relu\":true}",
                        "optimizer.momentum: the run has 0.9, the job now has nothing",
                        "optimizer.type: the run has \"sgd\", the job now has \"adam\"",
                        "seed: the run has 1, the job now has 2");
        assertThat(JobIdentity.sha256(now)).isNotEqualTo(JobIdentity.sha256(before));
    }
}
