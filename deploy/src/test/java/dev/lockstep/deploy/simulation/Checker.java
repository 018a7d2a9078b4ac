package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.coordinator.protocol.Report;
import java.util.Optional;

/** Something that must hold. Each throws {@link AssertionError}, with words, as soon as it does not. */
interface Checker {

    /** A block of the next version is written, and can be published. */
    default void stepped(SimCoordinator coordinator, long version, int block) {}

    default void committed(SimCoordinator coordinator, long version) {}

    default void told(SimCoordinator coordinator, Report report) {}

    /** A coordinator begins to read where the run stands. */
    default void reading(SimProcess process) {}

    /** A coordinator has read the checkpoint that it will go on from. */
    default void read(SimProcess process, Optional<Checkpoint> checkpoint) {}

    default void claimed(SimProcess process, int term) {}

    /** A checkpoint is said to be on the disk for good. */
    default void checkpointed(SimProcess process, long version, int term) {}

    /** After every event of the simulation. */
    default void event(Simulation simulation) {}

    /** The job is said to be finished. */
    default void finished(Simulation simulation) {}
}
