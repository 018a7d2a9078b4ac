package dev.lockstep.deploy.simulation;

import dev.lockstep.worker.protocol.Effect;
import dev.lockstep.worker.protocol.Limits;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** A worker's process: one life after another, as {@code WorkerNode} has them. What was proved and loaded stays. */
final class SimWorkerHost {

    private static final long PROVING_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long LOADING_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_PAUSES = 10;

    private final Simulation simulation;
    private final SimProcess process;
    private final SplittableRandom random;
    private SimWorker life;
    private int lives;
    private int fruitless;
    private boolean proved;
    private boolean loaded;

    SimWorkerHost(Simulation simulation, SimProcess process, SplittableRandom random) {
        this.simulation = simulation;
        this.process = process;
        this.random = random;
    }

    SimProcess process() {
        return process;
    }

    void start() {
        process.after(random.nextLong(Limits.TICK_NS), this::tick);
        process.run(() -> live(OptionalLong.empty()));
    }

    /** Somebody wants it to go. */
    void requestStop() {
        process.run(() -> life.requestStop());
    }

    private void tick() {
        life.tick();
        process.after(Limits.TICK_NS, this::tick);
    }

    private void live(OptionalLong aloneNs) {
        life = new SimWorker(simulation, this, process.name() + "-" + ++lives, random.split(), aloneNs);
        life.start();
    }

    /** The coordinator is lost. */
    void rejoin(OptionalLong before, long aloneNs) {
        boolean served = before.isEmpty() || before.getAsLong() != aloneNs;
        fruitless = served ? 0 : fruitless + 1;
        process.after(PAUSE_NS * Math.min(MOST_PAUSES, fruitless), () -> live(OptionalLong.of(aloneNs)));
    }

    void end(Effect.End end) {
        simulation.workerEnded(this, end);
    }

    /** The known-answer test, which runs once. */
    void prove(Runnable done) {
        process.after(proved ? 0 : PROVING_NS + random.nextLong(PROVING_NS), () -> {
            proved = true;
            done.run();
        });
    }

    void load(Runnable done) {
        process.after(loaded ? 0 : LOADING_NS + random.nextLong(LOADING_NS), () -> {
            loaded = true;
            done.run();
        });
    }
}
