package dev.lockstep.worker.actor;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.DataLoader;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import dev.lockstep.worker.protocol.Event;

/** What a job needs before its first step: its data, its network, and how the parameters are cut. */
record Prepared(Job job, TrainingData data, Network network, BlockLayout layout) {

    /** Why it could not be prepared, in words for users. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        private final Failed.Reason reason;

        Fault(Failed.Reason reason, String message, Exception cause) {
            super(message, cause);
            this.reason = reason;
        }

        Event.WorkFailed event() {
            return new Event.WorkFailed(reason, getMessage());
        }
    }

    /** So many, from block 0 on, are what a step needs to begin. */
    int firstBlocks() {
        return network.firstFloats() == 0 ? layout.blocks() : layout.blockOf(network.firstFloats() - 1) + 1;
    }

    static Prepared of(Welcome welcome, WorkerSettings settings) throws Fault {
        try {
            Job job = JobReader.parse(welcome.getJob());
            TrainingData data = settings.shared().isPresent()
                    ? settings.shared().get()
                    : DataLoader.load(job.data(), job.loss(), 0, job.seed(), settings.dataDirectory());
            if (!data.sha256().equals(welcome.getDataSha256())) {
                throw new Fault(Failed.Reason.DATA, "the data here are not the coordinator's: SHA-256 " + data.sha256()
                        + " here, " + welcome.getDataSha256()
                        + " there; copy the coordinator's files, or give --data-dir",
                        null);
            }
            Network network = Network.build(job.model(), data.train().shape(), job.loss());
            network.requireTargets(data.train().targets());
            return new Prepared(job, data, network, network.layout().blocks());
        } catch (JobFaults faults) {
            throw new Fault(Failed.Reason.FAULT, "the coordinator's job cannot be read here: " + faults.getMessage(),
                    faults);
        } catch (DataFault fault) {
            throw new Fault(Failed.Reason.DATA, fault.getMessage(), fault);
        } catch (ShapeFault fault) {
            throw new Fault(Failed.Reason.DATA, "the model does not fit the data here: " + fault.getMessage(), fault);
        }
    }
}
