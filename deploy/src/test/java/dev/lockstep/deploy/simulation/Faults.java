package dev.lockstep.deploy.simulation;

import dev.lockstep.deploy.simulation.fault.CheckpointFlip;
import dev.lockstep.deploy.simulation.fault.ClockJump;
import dev.lockstep.deploy.simulation.fault.Crash;
import dev.lockstep.deploy.simulation.fault.Delay;
import dev.lockstep.deploy.simulation.fault.DiskFull;
import dev.lockstep.deploy.simulation.fault.Duplication;
import dev.lockstep.deploy.simulation.fault.FailedFsync;
import dev.lockstep.deploy.simulation.fault.Fault;
import dev.lockstep.deploy.simulation.fault.FrameFlip;
import dev.lockstep.deploy.simulation.fault.Loss;
import dev.lockstep.deploy.simulation.fault.LostWrite;
import dev.lockstep.deploy.simulation.fault.OneWayCut;
import dev.lockstep.deploy.simulation.fault.PartialFlip;
import dev.lockstep.deploy.simulation.fault.Pause;
import dev.lockstep.deploy.simulation.fault.Reordering;
import dev.lockstep.deploy.simulation.fault.Signal;
import dev.lockstep.deploy.simulation.fault.Slowness;
import dev.lockstep.deploy.simulation.fault.TakeOver;
import dev.lockstep.deploy.simulation.fault.TimedFault;
import dev.lockstep.deploy.simulation.fault.TornWrite;
import dev.lockstep.deploy.simulation.fault.TwoWayCut;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** The faults of one run. */
final class Faults {

    private static final double STORM = 2.5;

    private final SplittableRandom random;
    private final List<Fault> all = new ArrayList<>();
    private final Loss loss;
    private final Duplication duplication;
    private final Delay delay;
    private final Reordering reordering;
    private final FrameFlip frameFlip;
    private PartialFlip partialFlip;
    private final TakeOver takeOver;
    private final FailedFsync failedFsync;
    private final TornWrite tornWrite;
    private LostWrite lostWrite;

    /**
     * @param most    1 for the usual rates, 0 for no faults at all
     * @param audited every sum is computed twice
     */
    private Faults(long seed, double most, boolean audited) {
        this.random = new SplittableRandom(seed);
        this.loss = add(Loss::new, 0.3 * most);
        this.duplication = add(Duplication::new, 0.2 * most);
        this.delay = add(Delay::new, 0.05 * most);
        this.reordering = add(Reordering::new, 0.5 * most);
        this.frameFlip = add(FrameFlip::new, 0.002 * most);
        this.lostWrite = add(LostWrite::new, 0.9 * most);
        this.tornWrite = add(TornWrite::new, 0.9 * most);
        this.failedFsync = add(FailedFsync::new, 0.1 * most);
        this.partialFlip = add(PartialFlip::new, audited ? 0.05 * most : 0);
        add(Crash::new, 0.7 * most);
        add(Signal::new, 0.2 * most);
        add(Pause::new, 0.5 * most);
        add(Slowness::new, 0.5 * most);
        add(ClockJump::new, 0.2 * most);
        add(OneWayCut::new, 0.3 * most);
        add(TwoWayCut::new, 0.3 * most);
        add(DiskFull::new, 0.2 * most);
        add(CheckpointFlip::new, 0.2 * most);
        this.takeOver = add(TakeOver::new, 0.1 * most);
    }

    static Faults none() {
        return new Faults(0, 0, false);
    }

    /** Machines do not go by themselves; from one that goes all is lost that may be. */
    static Faults losing() {
        Faults faults = none();
        faults.lostWrite = new LostWrite(1, 0);
        return faults;
    }

    /** Nothing goes wrong but one thing, mostly: a computed bit. */
    static Faults flipping(long seed) {
        Faults faults = none();
        faults.partialFlip = new PartialFlip(0.03, seed);
        return faults;
    }

    /** Mostly bad, now and then a storm. */
    static Faults random(long seed, boolean audited) {
        return new Faults(seed, Math.floorMod(seed, 4) == 0 ? STORM : 1, audited);
    }

    /** With probability one half it is off, else its rate is drawn up to {@code most}. */
    private <F extends Fault> F add(BiFunction<Double, Long, F> kind, double most) {
        boolean on = random.nextBoolean();
        double rate = (0.05 + 0.95 * random.nextDouble()) * most;
        F fault = kind.apply(on ? rate : 0, random.nextLong());
        all.add(fault);
        return fault;
    }

    Loss loss() {
        return loss;
    }

    Duplication duplication() {
        return duplication;
    }

    Delay delay() {
        return delay;
    }

    Reordering reordering() {
        return reordering;
    }

    FrameFlip frameFlip() {
        return frameFlip;
    }

    LostWrite lostWrite() {
        return lostWrite;
    }

    TornWrite tornWrite() {
        return tornWrite;
    }

    FailedFsync failedFsync() {
        return failedFsync;
    }

    PartialFlip partialFlip() {
        return partialFlip;
    }

    TakeOver takeOver() {
        return takeOver;
    }

    List<Fault> all() {
        return all;
    }

    List<TimedFault> timed() {
        return all.stream().filter(TimedFault.class::isInstance).map(TimedFault.class::cast).toList();
    }

    /** From now on nothing goes wrong any more. */
    void end() {
        all.forEach(Fault::end);
    }
}
