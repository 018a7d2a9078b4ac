package dev.lockstep.deploy.cli;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.DataLoader;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Fault;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobFile;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.coordinator.actor.ModelFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A job that is ready to run: read, checked, its data loaded, its network built. */
record Preparation(Job job, Network network, TrainingData data) {

    /**
     * @throws CommandFault with every fault of file, data and shapes that can be told
     */
    static Preparation of(Path file, List<String> sets) {
        JobFile jobFile;
        try {
            jobFile = JobReader.open(file, sets, Path.of("").toAbsolutePath());
        } catch (JobFaults e) {
            throw CommandFault.badInput(e.faults().stream().map(Fault::toString).toList());
        }
        Job job = jobFile.job();
        TrainingData data = load(job);
        List<String> faults = new ArrayList<>();
        jobFile.batchFault(data.train().size()).ifPresent(fault -> faults.add(fault.toString()));
        Network network = null;
        try {
            network = Network.build(job.model(), data.train().shape(), job.loss());
            network.requireTargets(data.train().targets());
            network.trainingMemory().shardFault(job.batch(), job.shards()).ifPresent(words -> faults
                    .add(jobFile.fault("shards", "found " + job.shards(), "", words).toString()));
        } catch (ShapeFault e) {
            for (ShapeFault.Fault fault : e.faults()) {
                faults.add(jobFile.fault("model[" + fault.layer() + "]", fault.message(), "", "").toString());
            }
        }
        if (!faults.isEmpty()) {
            throw CommandFault.badInput(faults);
        }
        return new Preparation(job, network, data);
    }

    private static TrainingData load(Job job) {
        try {
            return DataLoader.load(job.data(), job.loss(), outputs(job), job.seed(), Optional.empty());
        } catch (DataFault e) {
            throw CommandFault.badInput(e.problems());
        }
    }

    /** Outputs of the network as far as its last layers tell before shapes are known; 0 where they do not. */
    private static int outputs(Job job) {
        for (LayerSpec layer : job.model().reversed()) {
            switch (layer) {
                case LayerSpec.Dense dense -> {
                    return dense.units();
                }
                case LayerSpec.Conv _,LayerSpec.MaxPool _ -> {
                    return 0;
                }
                case LayerSpec.Activation _,LayerSpec.Dropout _,LayerSpec.Flatten _ -> {
                }
            }
        }
        return 0;
    }

    /** What the coordinator is told of the network. */
    ModelFacts model() {
        return ModelFacts.of(network, job.seed());
    }

    long stepsPerEpoch() {
        return (data.train().size() + job.batch() - 1L) / job.batch();
    }
}
