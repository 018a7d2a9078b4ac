package dev.lockstep.deploy.simulation;

/** What keeps a run right, and can be left out of it, to show that the simulation then fails. */
enum Safeguard {

    /** A hub lets in only who shows the session of its run and term. */
    SESSION_FENCE
}
