package dev.lockstep.deploy.simulation;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What many runs had in them; for several threads. */
final class Tally {

    private final Map<String, Long> happened = new TreeMap<>();
    private long runs;
    private long events;
    private long virtualNs;
    private long fullDisks;

    synchronized void add(Simulation simulation) {
        runs++;
        events += simulation.events();
        virtualNs += simulation.clock().nowNs();
        fullDisks += simulation.disk().refused();
        simulation.faults().all().forEach(fault -> happened.merge(fault.toString(), fault.happened(), Long::sum));
    }

    synchronized long runs() {
        return runs;
    }

    /** How often each kind of fault happened. */
    synchronized Map<String, Long> happened() {
        return new TreeMap<>(happened);
    }

    /** Writes that found the disk full. */
    synchronized long fullDisks() {
        return fullDisks;
    }

    @Override
    public synchronized String toString() {
        return String.format(Locale.ROOT, "%d simulated runs, %d events, %d hours of virtual time; faults: %s", runs,
                events, TimeUnit.NANOSECONDS.toHours(virtualNs), happened);
    }
}
