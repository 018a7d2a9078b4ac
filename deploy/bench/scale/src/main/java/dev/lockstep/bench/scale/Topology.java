package dev.lockstep.bench.scale;

/** Where partials are summed and blocks are stepped, and so what passes through the busiest network card. */
sealed interface Topology {

    /** One coordinator, with a machine of its own. */
    record Star() implements Topology {}

    /**
     * So many of the workers own blocks, as even as whole blocks allow.
     *
     * @param count more than there are workers or blocks count as so many
     */
    record Owners(int count) implements Topology {}

    /** As {@link Owners} with all workers, if blocks could be cut as fine as one likes. */
    record EvenOwners() implements Topology {}

    /** An all-reduce around a ring, as other trainers do; each worker steps all parameters. Lockstep does not have it. */
    record Ring() implements Topology {}
}
