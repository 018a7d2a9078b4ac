package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RestartsTest {

    private static final int KILLED = 137;

    @Test
    void aPlaceWhereNoStepIsFinishedIsGivenUp() {
        Restarts restarts = new Restarts();
        for (int death = 1; death <= Restarts.MAX_WITHOUT_A_STEP; death++) {
            assertThat(restarts.delayMs(KILLED, 0)).isPresent();
        }
        assertThat(restarts.delayMs(KILLED, 0)).isEmpty();
    }

    @Test
    void aStepInBetweenBeginsTheCountAnew() {
        Restarts restarts = new Restarts();
        for (int death = 0; death < 100; death++) {
            assertThat(restarts.delayMs(KILLED, death / 5)).isPresent();
        }
        assertThat(restarts.delayMs(KILLED, 100)).hasValue(0);
    }

    @Test
    void whatWouldHappenAgainIsNotTriedAgain() {
        assertThat(new Restarts().delayMs(ExitCode.BAD_INPUT, 7)).isEmpty();
        assertThat(new Restarts().delayMs(ExitCode.REFUSED, 7)).isEmpty();
        assertThat(new Restarts().delayMs(ExitCode.FAILED, 7)).hasValue(0);
    }
}
