package dev.lockstep.coordinator.protocol;

/**
 * The time that has passed while the coordinator itself was awake. Something happens at least every tick: where nothing
 * did for longer, the coordinator was paused (stopped, a machine that slept), and neither it nor its workers, its disk or
 * its people could have kept a deadline in its sight. Such a pause counts as one tick.
 */
final class OwnClock {

    private long lastNs;
    private long pausedNs;

    OwnClock(long nowNs) {
        this.lastNs = nowNs;
    }

    /** @param nowNs a clock that never goes back */
    long awakeNs(long nowNs) {
        long pauseNs = nowNs - lastNs - Deadlines.TICK_NS;
        if (pauseNs > Deadlines.OWN_PAUSE_NS) {
            pausedNs += pauseNs;
        }
        lastNs = nowNs;
        return nowNs - pausedNs;
    }
}
