package dev.lockstep.deploy.simulation;

import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.deploy.simulation.fault.TimedFault;
import dev.lockstep.deploy.simulation.fault.World;
import dev.lockstep.worker.protocol.Effect;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A whole run of a job in one thread: coordinators, workers, what lies between them and what goes wrong, all from one seed.
 * An operator starts again what has died.
 */
final class Simulation {

    /** Between a death and the operator's noticing. */
    private static final long RESTART_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long RESTART_JITTER_NS = TimeUnit.SECONDS.toNanos(3);

    /** Past this something goes round and round. */
    private static final long MAX_EVENTS = 3_000_000;

    private final Schedule schedule;
    private final Set<Safeguard> off;
    private final SimClock clock = new SimClock();
    private final Transcript transcript;
    private final SplittableRandom random;
    private final Faults faults;
    private final SimNetwork network;
    private final Checks checks;
    private final Map<String, SimCoordinator> coordinators = new LinkedHashMap<>();
    private final Map<String, SimWorkerHost> workers = new LinkedHashMap<>();
    private final Map<String, Integer> lives = new TreeMap<>();
    private final Map<String, Integer> effects = new TreeMap<>();
    private int term;
    private boolean finished;
    private long events;

    /** @param told keeps the transcript */
    Simulation(Schedule schedule, Set<Safeguard> off, boolean told) {
        this.schedule = schedule;
        this.off = off.isEmpty() ? EnumSet.noneOf(Safeguard.class) : EnumSet.copyOf(off);
        this.transcript = new Transcript(clock, told);
        SplittableRandom seeds = new SplittableRandom(schedule.seed() ^ 0x5eed);
        this.faults = schedule.faulty() ? Faults.random(seeds.nextLong()) : Faults.none();
        this.random = seeds.split();
        this.network = new SimNetwork(this, seeds.split());
        this.checks = new Checks(new Reference(schedule.workload()));
    }

    /** Runs until the job is finished. */
    void run() {
        startCoordinator("c0");
        for (int i = 0; i < schedule.workers(); i++) {
            startWorker("w" + i);
        }
        World world = new SimWorld(this);
        faults.timed().stream().filter(TimedFault::isOn).forEach(fault -> strikeLater(fault, world));
        clock.after(schedule.quietNs(), this::quiet);
        while (!finished) {
            clock.step();
            checks.event(this);
            requireInTime();
        }
    }

    private void requireInTime() {
        if (clock.nowNs() > schedule.deadlineNs() || ++events > MAX_EVENTS) {
            throw new AssertionError(
                    "not over after %d s and %d events, although all is sound since %d s; %s".formatted(
                            TimeUnit.NANOSECONDS.toSeconds(clock.nowNs()), events,
                            TimeUnit.NANOSECONDS.toSeconds(clock.nowNs() - schedule.quietNs()),
                            coordinators.values().stream().map(c -> c.process().name() + ": " + c.state()).toList()));
        }
    }

    private void strikeLater(TimedFault fault, World world) {
        clock.after(fault.waitNs(), () -> {
            if (fault.isOn()) {
                fault.strikeIn(world);
                strikeLater(fault, world);
            }
        });
    }

    /** From now on nothing goes wrong. */
    private void quiet() {
        transcript.say("operator", () -> "from now on all is sound");
        faults.end();
        network.joinAll();
        processes().forEach(process -> process.slow(1));
    }

    // What is there.

    SimClock clock() {
        return clock;
    }

    Transcript transcript() {
        return transcript;
    }

    Faults faults() {
        return faults;
    }

    SimNetwork network() {
        return network;
    }

    Checks checks() {
        return checks;
    }

    Workload workload() {
        return schedule.workload();
    }

    CrashPoint crashPoint() {
        return schedule.crash();
    }

    boolean lacks(Safeguard safeguard) {
        return off.contains(safeguard);
    }

    long events() {
        return events;
    }

    /** Effects of each slot's first life. */
    Map<String, Integer> effects() {
        processes().forEach(this::countEffects);
        return effects;
    }

    private void countEffects(SimProcess process) {
        effects.putIfAbsent(process.slot(), process.effects());
    }

    Collection<SimCoordinator> coordinators() {
        return coordinators.values();
    }

    /** Where coordinators may be. */
    List<String> coordinatorSlots() {
        return List.of("c0");
    }

    /** Who lives there now, or null. */
    SimCoordinator coordinator(String slot) {
        return coordinators.get(slot);
    }

    List<SimProcess> processes() {
        List<SimProcess> all = new ArrayList<>();
        coordinators.values().forEach(coordinator -> all.add(coordinator.process()));
        workers.values().forEach(worker -> all.add(worker.process()));
        return all;
    }

    /** Who lives there now, or null. */
    SimProcess process(String slot) {
        return processes().stream().filter(process -> process.slot().equals(slot)).findFirst().orElse(null);
    }

    // How lives begin and end.

    private void startCoordinator(String slot) {
        SimCoordinator coordinator = new SimCoordinator(this, newLife(slot), random.split(), ++term);
        coordinators.put(slot, coordinator);
        coordinator.start();
    }

    private void startWorker(String slot) {
        SimWorkerHost worker = new SimWorkerHost(this, newLife(slot), random.split());
        workers.put(slot, worker);
        worker.start();
    }

    private SimProcess newLife(String slot) {
        int life = lives.merge(slot, 1, Integer::sum);
        network.back(slot);
        transcript.say("operator", () -> "starts " + slot + "." + life);
        return new SimProcess(this, slot, life);
    }

    void kill(SimProcess process, boolean silently) {
        transcript.say(process.name(), () -> silently ? "dies, and its machine with it" : "dies");
        remove(process, silently);
        restartLater(process.slot());
    }

    private void remove(SimProcess process, boolean silently) {
        countEffects(process);
        process.die();
        network.died(process, silently);
        coordinators.values().removeIf(coordinator -> coordinator.process() == process);
        workers.values().removeIf(worker -> worker.process() == process);
    }

    private void restartLater(String slot) {
        clock.after(RESTART_NS + random.nextLong(RESTART_JITTER_NS), () -> {
            if (process(slot) == null) {
                if (slot.startsWith("c")) {
                    startCoordinator(slot);
                } else {
                    startWorker(slot);
                }
            }
        });
    }

    void workerEnded(SimWorkerHost worker, Effect.End end) {
        transcript.say(worker.process().name(), () -> "ends with " + end.exitCode() + ": " + end.message());
        SimProcess process = worker.process();
        clock.after(0, () -> remove(process, false));
        restartLater(process.slot());
    }

    void coordinatorEnded(SimCoordinator coordinator, Outcome outcome) {
        transcript.say(coordinator.process().name(), () -> "ends: " + outcome);
        if (outcome.status() == RunStatus.FINISHED) {
            checks.finished(this, coordinator);
            finished = true;
            return;
        }
        if (outcome.status() != RunStatus.WORKERS_LOST && outcome.status() != RunStatus.STOPPED) {
            throw new AssertionError(coordinator.process().name() + " ends: " + outcome);
        }
        SimProcess process = coordinator.process();
        clock.after(0, () -> remove(process, false));
        restartLater(process.slot());
    }
}
