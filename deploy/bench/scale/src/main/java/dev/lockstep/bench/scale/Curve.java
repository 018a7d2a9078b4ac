package dev.lockstep.bench.scale;

import java.util.List;

/** A topology as the plots show it. */
record Curve(String name, Topology topology, String colour, String dashes) {

    static final List<Curve> ALL = List.of(new Curve("owners = 1", new Topology.Star(), "#b03a2e", ""),
            new Curve("owners = 4", new Topology.Owners(4), "#ca8a04", ""),
            new Curve("owners = workers", new Topology.Owners(Integer.MAX_VALUE), "#1b6ca8", ""),
            new Curve("the same, finer blocks", new Topology.EvenOwners(), "#1b6ca8", "2 4"),
            new Curve("ring with the same hops", new Topology.Ring(), "#555555", "7 4"));
}
