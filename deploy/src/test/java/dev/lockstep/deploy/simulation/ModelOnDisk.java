package dev.lockstep.deploy.simulation;

import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;

/** A finished run has left the reference's model on the disk for good. */
final class ModelOnDisk implements Checker {

    private final SimDisk disk;
    private final Reference reference;

    ModelOnDisk(SimDisk disk, Reference reference) {
        this.disk = disk;
        this.reference = reference;
    }

    @Override
    public void finished(Simulation simulation) {
        float[] last = reference.version(simulation.workload().steps());
        byte[] found = disk.durable(SimRunFolder.MODEL);
        if (!Arrays.equals(found, SimRunFolder.bytes(new Storage(last, 0, last.length)))) {
            throw new AssertionError("the run is said to be finished, but the model on the disk is "
                    + (found == null ? "not there" : "another one"));
        }
    }
}
