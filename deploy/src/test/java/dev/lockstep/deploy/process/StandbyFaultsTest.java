package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A coordinator with another one that stands by: killed, to the undisturbed model; and stopped, which ends both. */
class StandbyFaultsTest extends CoordinatorDeath {

    @Test
    void aStandbyGoesOnAndTheWorkersComeToIt() throws Exception {
        String where = freeAddress();
        String other = freeAddress();
        try (Command first = worker(where, other);
                Command second = worker(where, other);
                Command coordinator = coordinator(where);
                Command standby = coordinator(other, "--standby-of", where)) {
            standby.await("it stands by", START_S, () -> standby.err().contains("standing by for the coordinator"));
            coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 20/"));
            coordinator.killGroup();
            assertEndsWell(standby, first, second);
            assertThat(standby.err()).contains("is gone: taking over", "going on from the checkpoint of step ");
        }
    }

    @Test
    void aStandbyOfARunThatEndsHasNothingToDo() throws Exception {
        String where = freeAddress();
        String other = freeAddress();
        try (Command coordinator = coordinator(where);
                Command standby = coordinator(other, "--standby-of", where);
                Command worker = worker(where)) {
            coordinator.await("training goes on", START_S, () -> coordinator.err().contains("epoch 2/"));
            coordinator.signal("TERM");
            assertThat(coordinator.awaitEnd(END_S)).as(coordinator.toString()).isEqualTo(3);
            assertThat(standby.awaitEnd(END_S)).as(standby.toString()).isEqualTo(3);
            assertThat(standby.err()).contains("the run has ended: stopped");
            assertThat(worker.awaitEnd(END_S)).as(worker.toString()).isZero();
        }
    }
}
