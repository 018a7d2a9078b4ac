package dev.lockstep.deploy.simulation;

import dev.lockstep.coordinator.protocol.Report;

/** Losses that are told have the bits of the reference, of steps as of evaluations. */
final class SameLosses implements Checker {

    private final Reference reference;

    SameLosses(Reference reference) {
        this.reference = reference;
    }

    @Override
    public void told(SimCoordinator coordinator, Report report) {
        switch (report) {
            case Report.StepDone done -> require("step " + done.step(), done.loss(), reference.loss(done.step() - 1));
            case Report.Evaluated e ->
                require(e.part() + " after step " + e.step(), e.loss(), reference.loss(e.part(), e.step()));
            default -> {
            }
        }
    }

    private static void require(String what, double found, double wanted) {
        if (Double.doubleToLongBits(found) != Double.doubleToLongBits(wanted)) {
            throw new AssertionError("another loss of " + what + ": told was " + found + ", right is " + wanted);
        }
    }
}
