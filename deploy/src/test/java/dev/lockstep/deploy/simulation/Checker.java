package dev.lockstep.deploy.simulation;

import dev.lockstep.coordinator.protocol.Report;

/** Something that must hold. Each throws {@link AssertionError}, with words, as soon as it does not. */
interface Checker {

    /** A block of the next version is written, and can be published. */
    default void stepped(SimCoordinator coordinator, long version, int block) {}

    default void committed(SimCoordinator coordinator, long version) {}

    default void told(SimCoordinator coordinator, Report report) {}

    /** After every event of the simulation. */
    default void event(Simulation simulation) {}

    /** The job is finished. */
    default void finished(Simulation simulation, SimCoordinator coordinator) {}
}
