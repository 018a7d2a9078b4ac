package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A coordinator that is killed while its workers stay, and started again: to the undisturbed model. */
class CoordinatorDeathProcessTest extends CoordinatorDeath {

    @Test
    void aCoordinatorThatIsStartedAgainGoesOnAndItsWorkersComeBack() throws Exception {
        String where = freeAddress();
        try (Command first = worker(where); Command second = worker(where)) {
            try (Command coordinator = coordinator(where)) {
                coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 20/"));
                coordinator.killGroup();
            }
            try (Command again = coordinator(where)) {
                assertEndsWell(again, first, second);
                assertThat(again.err()).contains("going on from the checkpoint of step ", "(term 2");
            }
        }
    }
}
