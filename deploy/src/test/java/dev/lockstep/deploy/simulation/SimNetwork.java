package dev.lockstep.deploy.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What lies between processes. A control message may be lost, doubled, late or overtaken; a {@link Pipe} keeps its order and
 * loses nothing while it stands. Between two slots either direction can be cut: messages are lost then, and pipes wait.
 */
final class SimNetwork {

    private static final long LATENCY_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long JITTER_NS = TimeUnit.MICROSECONDS.toNanos(400);

    /** How far a message can fall behind others of its sender. */
    private static final long OVERTAKEN_NS = TimeUnit.MILLISECONDS.toNanos(20);

    /** How late a message can be. */
    private static final long LATE_NS = TimeUnit.SECONDS.toNanos(4);

    private record Way(String from, String to) {}

    private final Simulation simulation;
    private final SplittableRandom random;
    private final Set<Way> cut = new HashSet<>();
    private final Map<Way, Long> lastArrivalNs = new HashMap<>();
    private final List<Pipe> pipes = new ArrayList<>();

    SimNetwork(Simulation simulation, SplittableRandom random) {
        this.simulation = simulation;
        this.random = random;
    }

    long latencyNs() {
        return LATENCY_NS + random.nextLong(JITTER_NS);
    }

    /**
     * Sends a control message.
     *
     * @param to who lives there when it arrives
     */
    void send(SimProcess from, String to, Supplier<String> what, Runnable arrives) {
        Faults faults = simulation.faults();
        if (isCut(from.slot(), to) || faults.loss().happens()) {
            simulation.transcript().say("network", () -> "loses what " + from.name() + " says to " + to + ": "
                    + what.get());
            return;
        }
        int times = faults.duplication().happens() ? 2 : 1;
        for (int i = 0; i < times; i++) {
            simulation.clock().after(controlNs(new Way(from.slot(), to)), () -> {
                if (!isCut(from.slot(), to)) {
                    arrives.run();
                }
            });
        }
    }

    /** Messages from one process to another keep their order, but for the fault that they do not. */
    private long controlNs(Way way) {
        Faults faults = simulation.faults();
        long nowNs = simulation.clock().nowNs();
        long arrivalNs = nowNs + latencyNs();
        if (faults.delay().happens()) {
            arrivalNs += random.nextLong(LATE_NS);
        } else if (faults.reordering().happens()) {
            arrivalNs += random.nextLong(OVERTAKEN_NS);
        } else {
            arrivalNs = Math.max(arrivalNs, lastArrivalNs.getOrDefault(way, 0L));
            lastArrivalNs.put(way, arrivalNs);
        }
        return arrivalNs - nowNs;
    }

    void register(Pipe pipe) {
        pipes.removeIf(Pipe::isOver);
        pipes.add(pipe);
    }

    void cut(String from, String to) {
        cut.add(new Way(from, to));
    }

    void join(String from, String to) {
        cut.remove(new Way(from, to));
    }

    void joinAll() {
        cut.clear();
    }

    boolean isCut(String from, String to) {
        return cut.contains(new Way(from, to));
    }

    /** @param silently its machine went too, and cannot say that its connections are gone */
    void died(SimProcess process, boolean silently) {
        for (Pipe pipe : List.copyOf(pipes)) {
            if (pipe.from() == process) {
                pipe.senderDied(silently);
            }
        }
    }

    /** A machine that is back says of connections that it does not know them. */
    void back(String slot) {
        for (Pipe pipe : List.copyOf(pipes)) {
            if (pipe.from().slot().equals(slot) && !pipe.from().isAlive()) {
                pipe.senderDied(false);
            }
        }
    }
}
