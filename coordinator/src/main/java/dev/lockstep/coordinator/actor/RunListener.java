package dev.lockstep.coordinator.actor;

import dev.lockstep.coordinator.protocol.Report;

/** Hears how a run goes, in order, on the actor's thread; must be quick. For the progress line. */
@FunctionalInterface
public interface RunListener {

    void on(Report report);
}
