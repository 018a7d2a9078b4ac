package dev.lockstep.deploy.simulation;

import dev.lockstep.deploy.simulation.fault.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** What faults do to the processes and ways of a {@link Simulation}. */
final class SimWorld implements World {

    private final Simulation simulation;

    SimWorld(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public List<String> slots() {
        List<String> slots = new ArrayList<>();
        simulation.processes().forEach(process -> slots.add(process.slot()));
        return slots.isEmpty() ? simulation.coordinatorSlots() : slots;
    }

    @Override
    public void kill(String slot, boolean silently) {
        with(slot, process -> simulation.kill(process, silently));
    }

    @Override
    public boolean askToStop(String slot) {
        say(slot + " is asked to stop");
        return simulation.askToStop(slot);
    }

    @Override
    public void pause(String slot, long ns) {
        with(slot, process -> {
            say(process.name() + " stands still for " + seconds(ns));
            process.pause(ns);
        });
    }

    @Override
    public void slow(String slot, int factor, long ns) {
        with(slot, process -> {
            say(process.name() + " computes " + factor + " times slower for " + seconds(ns));
            process.slow(factor);
            simulation.clock().after(ns, () -> process.slow(1));
        });
    }

    @Override
    public void jumpClock(String slot, long ns) {
        with(slot, process -> {
            say("the clock of " + process.name() + " jumps by " + seconds(ns));
            process.jumpClock(ns);
        });
    }

    @Override
    public void cut(String from, String to, long ns) {
        say("nothing gets from " + from + " to " + to + " for " + seconds(ns));
        simulation.network().cut(from, to);
        simulation.clock().after(ns, () -> simulation.network().join(from, to));
    }

    @Override
    public void fillDisk(long ns) {
        say("the disk is full for " + seconds(ns));
        simulation.disk().fill(ns);
    }

    @Override
    public boolean damageCheckpoint(SplittableRandom random) {
        return simulation.disk().damage(SimRunFolder.CHECKPOINTS, random);
    }

    @Override
    public boolean startAnotherCoordinator() {
        return simulation.startAnotherCoordinator();
    }

    private void with(String slot, Consumer<SimProcess> strike) {
        SimProcess process = simulation.process(slot);
        if (process != null) {
            strike.accept(process);
        }
    }

    private void say(String what) {
        simulation.transcript().say("fault", () -> what);
    }

    private static String seconds(long ns) {
        return String.format(Locale.ROOT, "%.3f s", ns / 1e9);
    }
}
