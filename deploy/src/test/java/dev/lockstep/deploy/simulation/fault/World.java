package dev.lockstep.deploy.simulation.fault;

import java.util.List;
import java.util.SplittableRandom;

/** What faults of machines can be done to. Names are of slots: who lives there when it happens is struck. */
public interface World {

    /** Everybody, coordinators first. */
    List<String> slots();

    /** @param silently the machine goes too, so nobody is told that its connections are gone */
    void kill(String slot, boolean silently);

    /** @return whether somebody there heard it */
    boolean askToStop(String slot);

    void pause(String slot, long ns);

    /** Makes it compute {@code factor} times longer for a while. */
    void slow(String slot, int factor, long ns);

    void jumpClock(String slot, long ns);

    /** Nothing comes through from one to the other for a while. */
    void cut(String from, String to, long ns);

    void fillDisk(long ns);

    /** @return whether there was a stored checkpoint to damage */
    boolean damageCheckpoint(SplittableRandom random);

    /** @return whether there was room for one */
    boolean startAnotherCoordinator();
}
