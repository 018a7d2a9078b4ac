package dev.lockstep.deploy.simulation;

import java.util.function.Supplier;

/**
 * One life of a process. What is planned in it happens while it lives, and waits while it is paused. Everything that it
 * does to the world is an <em>effect</em>, counted, so that it can be made to die before or after any of them.
 */
final class SimProcess {

    /** Ends whatever the process was doing; caught where its work began. */
    static final class Died extends Error {

        private static final long serialVersionUID = 1;

        private final transient SimProcess process;

        Died(SimProcess process) {
            super(process.name + " has died", null, false, false);
            this.process = process;
        }
    }

    private final Simulation simulation;
    private final String slot;
    private final String name;
    private final int life;
    private boolean alive = true;
    private long pausedUntilNs;
    private long clockAheadNs;
    private int slowness = 1;
    private int effects;

    /** @param slot where it lives: what is started after its death has the same one */
    SimProcess(Simulation simulation, String slot, int life) {
        this.simulation = simulation;
        this.slot = slot;
        this.life = life;
        this.name = slot + "." + life;
    }

    String slot() {
        return slot;
    }

    /** Of this life. */
    String name() {
        return name;
    }

    /** As its machine numbers it. */
    long id() {
        return life;
    }

    boolean isAlive() {
        return alive;
    }

    /** By its own clock, which never goes back. */
    long nowNs() {
        return simulation.clock().nowNs() + clockAheadNs;
    }

    void jumpClock(long byNs) {
        clockAheadNs += byNs;
    }

    void pause(long ns) {
        pausedUntilNs = Math.max(pausedUntilNs, simulation.clock().nowNs() + ns);
    }

    boolean isPaused() {
        return simulation.clock().nowNs() < pausedUntilNs;
    }

    /** How many times longer it computes than a sound one. */
    int slowness() {
        return slowness;
    }

    void slow(int factor) {
        slowness = factor;
    }

    /** For a thread of the process to throw: nothing more of it runs. */
    Died end() {
        alive = false;
        return new Died(this);
    }

    /** Its threads end where they are. */
    void die() {
        alive = false;
    }

    void after(long delayNs, Runnable what) {
        simulation.clock().after(delayNs, () -> run(what));
    }

    /** Now, or when its pause is over, or never. */
    void run(Runnable what) {
        if (!alive) {
            return;
        }
        if (isPaused()) {
            simulation.clock().after(pausedUntilNs - simulation.clock().nowNs(), () -> run(what));
            return;
        }
        try {
            what.run();
        } catch (Died died) {
            if (died.process != this) {
                throw died;
            }
        }
    }

    /** Something that others can see, or that survives it. */
    void effect(Supplier<String> what, Runnable action) {
        int number = effects++;
        simulation.transcript().say(name, () -> "does " + what.get());
        dieIfPlanned(number, true);
        action.run();
        dieIfPlanned(number, false);
    }

    private void dieIfPlanned(int number, boolean before) {
        if (alive && simulation.crashPoint().isAt(this, number, before)) {
            simulation.kill(this, simulation.crashPoint().machine());
        }
        if (!alive) {
            throw end();
        }
    }

    /** Effects of this life so far. */
    int effects() {
        return effects;
    }
}
