package dev.lockstep.deploy.simulation;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.coordinator.protocol.Outcome;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.deploy.simulation.fault.TimedFault;
import dev.lockstep.deploy.simulation.fault.World;
import dev.lockstep.worker.protocol.Effect;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** Between the starts of two coordinators that get into each other's way. */
    private static final long TWO_AT_ONCE_NS = TimeUnit.MILLISECONDS.toNanos(80);

    /** Past this something goes round and round. */
    private static final long MAX_EVENTS = 3_000_000;

    private static final List<String> COORDINATOR_SLOTS = List.of("c0", "c1");

    /** What a run may fail of: another has taken over, the disk, workers that compute wrong, or none that came. */
    private static final List<String> EXPLAINED = List.of("has taken over", "could not be written",
            "was not written within", "have computed different bits",
            "workers came within");

    /** Of a sum that somebody has computed wrong. */
    private record Flip(long step, Node node, int block) {}

    private final Schedule schedule;
    private final Set<Safeguard> off;
    private final SimClock clock = new SimClock();
    private final Transcript transcript;
    private final SplittableRandom random;
    private final Faults faults;
    private final SimNetwork network;
    private final Checks checks;
    private final SimDisk disk;
    private final Map<String, SimProcess> processes = new LinkedHashMap<>();
    private final Map<String, SimCoordinator> coordinators = new LinkedHashMap<>();
    private final Map<String, SimWorkerHost> workers = new LinkedHashMap<>();
    private final Map<String, Integer> lives = new TreeMap<>();
    private final Map<String, Integer> effects = new TreeMap<>();
    private final Set<Flip> flips = new HashSet<>();
    private final Set<Flip> computed = new HashSet<>();
    private final Set<Long> unauditedSteps = new HashSet<>();
    private boolean finished;
    private long events;

    /** @param told keeps the transcript */
    Simulation(Schedule schedule, Set<Safeguard> off, boolean told) {
        this.schedule = schedule;
        this.off = off.isEmpty() ? EnumSet.noneOf(Safeguard.class) : EnumSet.copyOf(off);
        this.transcript = new Transcript(clock, told);
        SplittableRandom seeds = new SplittableRandom(schedule.seed() ^ 0x5eed);
        this.faults = switch (schedule.trouble()) {
            case NONE -> Faults.none();
            case LOSING -> Faults.losing();
            case ONE_FLIP -> Faults.flipping(seeds.nextLong());
            case ANY -> Faults.random(seeds.nextLong(), schedule.workload().audit() == 1);
        };
        this.random = seeds.split();
        this.network = new SimNetwork(this, seeds.split());
        this.disk = new SimDisk(this);
        this.checks = new Checks(disk, new Reference(schedule.workload()));
    }

    /** Runs until the job is finished. */
    void run() {
        startCoordinator("c0");
        if (faults.takeOver().isOn() && random.nextInt(4) == 0) {
            clock.after(random.nextLong(TWO_AT_ONCE_NS), this::startAnotherCoordinator);
        }
        for (int i = 0; i < schedule.workers(); i++) {
            startWorker("w" + i);
        }
        World world = new SimWorld(this);
        faults.timed().stream().filter(TimedFault::isOn).forEach(fault -> strikeLater(fault, world));
        if (schedule.trouble() == Schedule.Trouble.ANY) {
            clock.after(schedule.quietNs(), this::quiet);
        }
        while (!finished) {
            step();
        }
    }

    private void step() {
        clock.step();
        checks.event(this);
        requireInTime();
    }

    /** Lets time pass within a thread of a process: all else goes on. */
    void pass(SimProcess process, long ns) {
        long untilNs = clock.nowNs() + random.nextLong(ns);
        clock.after(untilNs - clock.nowNs(), () -> {});
        while (!finished && process.isAlive() && (clock.nowNs() < untilNs || process.isPaused())) {
            step();
        }
        if (finished || !process.isAlive()) {
            throw process.end();
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
        disk.empty();
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

    SimDisk disk() {
        return disk;
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
        return COORDINATOR_SLOTS;
    }

    /** Who works there now, or null. */
    SimCoordinator coordinator(String slot) {
        return coordinators.get(slot);
    }

    Collection<SimProcess> processes() {
        return processes.values();
    }

    /** Who lives there now, or null. */
    SimProcess process(String slot) {
        return processes.get(slot);
    }

    // How lives begin and end.

    private void startCoordinator(String slot) {
        SimProcess process = newLife(slot);
        SplittableRandom own = random.split();
        process.after(0, () -> boot(process, own));
    }

    private void boot(SimProcess process, SplittableRandom own) {
        SimRunFolder folder = new SimRunFolder(this, process);
        try {
            if (folder.isFinished()) {
                finish();
                return;
            }
            RunTerm term = folder.goOn();
            SimCoordinator coordinator = new SimCoordinator(this, process, own, folder, term);
            coordinators.put(process.slot(), coordinator);
            coordinator.start();
        } catch (IOException e) {
            transcript.say(process.name(), () -> "cannot begin: " + e.getMessage());
            removeLater(process);
        }
    }

    /** @return whether there was room for one */
    boolean startAnotherCoordinator() {
        Optional<String> free = COORDINATOR_SLOTS.stream().filter(slot -> process(slot) == null).findFirst();
        free.ifPresent(this::startCoordinator);
        return free.isPresent();
    }

    /** @return whether somebody there heard it */
    boolean askToStop(String slot) {
        if (coordinators.containsKey(slot)) {
            coordinators.get(slot).requestStop();
        } else if (workers.containsKey(slot)) {
            workers.get(slot).requestStop();
        } else {
            return false;
        }
        return true;
    }

    /** A partial of this sum has a flipped bit. */
    void flipped(long step, Node node, int block) {
        flips.add(new Flip(step, node, block));
    }

    /** Whether one wrong bit is enough. */
    boolean flipsOnce() {
        return schedule.trouble() == Schedule.Trouble.ONE_FLIP;
    }

    /** Where one bit flips, it does so when the sum is computed first, and not when that is audited. */
    boolean mayFlip(long step, Node node, int block) {
        Flip flip = new Flip(step, node, block);
        return !unauditedSteps.contains(step) && !flips.contains(flip) && (!flipsOnce() || computed.add(flip));
    }

    /** Only one worker is there: what it computes wrong counts, and nothing is promised. */
    void unaudited(long step) {
        if (flips.stream().anyMatch(flip -> flip.step() == step)) {
            transcript.say("operator", () -> "gives up: step " + step + " is not audited, and a bit of it has flipped");
            finished = true;
        }
        unauditedSteps.add(step);
    }

    private void finish() {
        checks.finished(this);
        finished = true;
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
        SimProcess process = new SimProcess(this, slot, life);
        processes.put(slot, process);
        return process;
    }

    void kill(SimProcess process, boolean silently) {
        transcript.say(process.name(), () -> silently ? "dies, and its machine with it" : "dies");
        remove(process, silently);
        restartLater(process.slot());
    }

    private void remove(SimProcess process, boolean withItsMachine) {
        countEffects(process);
        process.die();
        network.died(process, withItsMachine);
        if (withItsMachine) {
            disk.machineDied(process);
        }
        processes.remove(process.slot(), process);
        coordinators.values().removeIf(coordinator -> coordinator.process() == process);
        workers.values().removeIf(worker -> worker.process() == process);
    }

    /** A process that ends by itself, and is started again. */
    private void removeLater(SimProcess process) {
        clock.after(0, () -> {
            if (process.isAlive()) {
                remove(process, false);
                restartLater(process.slot());
            }
        });
    }

    private void restartLater(String slot) {
        clock.after(RESTART_NS + random.nextLong(RESTART_JITTER_NS), () -> {
            boolean coordinator = COORDINATOR_SLOTS.contains(slot);
            if (coordinator && COORDINATOR_SLOTS.stream().allMatch(other -> process(other) == null)) {
                startCoordinator(slot);
            } else if (!coordinator && process(slot) == null) {
                startWorker(slot);
            }
        });
    }

    void workerEnded(SimWorkerHost worker, Effect.End end) {
        transcript.say(worker.process().name(), () -> "ends with " + end.exitCode() + ": " + end.message());
        removeLater(worker.process());
    }

    void coordinatorEnded(SimCoordinator coordinator, Outcome outcome) {
        transcript.say(coordinator.process().name(), () -> "ends: " + outcome);
        if (outcome.status() == RunStatus.FINISHED) {
            finish();
            return;
        }
        if (outcome.status() == RunStatus.DIVERGED
                || outcome.status() == RunStatus.FAILED && EXPLAINED.stream().noneMatch(outcome.message()::contains)) {
            throw new AssertionError(coordinator.process().name() + " ends: " + outcome);
        }
        removeLater(coordinator.process());
    }
}
