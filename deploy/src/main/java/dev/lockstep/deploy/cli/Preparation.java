package dev.lockstep.deploy.cli;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.DataLoader;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.DataSpec;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobFile;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.coordinator.actor.DataFacts;
import dev.lockstep.coordinator.actor.ModelFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job that is ready to run: read, checked, its data loaded, its network built.
 *
 * @param facts of the data
 * @param data  empty where no worker of this process needs them
 */
record Preparation(Job job, Network network, DataFacts facts, Optional<TrainingData> data, Milestones milestones) {

    /**
     * @throws CommandFault with every fault of the file; if there is none, with every fault of batch, shapes and data
     */
    static Preparation of(Path file, List<String> sets) {
        JobFile jobFile;
        try {
            jobFile = JobReader.open(file, sets, Path.of("").toAbsolutePath());
        } catch (JobFaults e) {
            throw CommandFault.badInput(e);
        }
        long jobMs = System.currentTimeMillis();
        Job job = jobFile.job();
        List<String> dataFaults = new ArrayList<>();
        Optional<TrainingData> data = load(job, dataFaults);
        List<String> faults = new ArrayList<>();
        data.flatMap(all -> jobFile.batchFault(all.train().size())).ifPresent(fault -> faults.add(fault.toString()));
        Optional<Network> network = shape(job, data).flatMap(shape -> build(jobFile, shape, data, faults));
        faults.addAll(dataFaults);
        if (!faults.isEmpty()) {
            throw CommandFault.badInput(faults);
        }
        return new Preparation(job, network.orElseThrow(), DataFacts.of(data.orElseThrow()), data,
                Milestones.dataReady(jobMs));
    }

    /** The data, also where only labels do not fit the network: batch and shapes can be checked all the same. */
    private static Optional<TrainingData> load(Job job, List<String> faults) {
        int outputs = outputs(job);
        try {
            return Optional.of(load(job, outputs));
        } catch (DataFault e) {
            faults.addAll(e.problems());
        }
        try {
            return outputs == 0 ? Optional.empty() : Optional.of(load(job, 0));
        } catch (DataFault e) {
            return Optional.empty();
        }
    }

    private static TrainingData load(Job job, int outputs) throws DataFault {
        return DataLoader.load(job.data(), job.loss(), outputs, job.seed(), Optional.empty());
    }

    /** Of an example: as the data have it, or as the job says if they cannot be read. */
    private static Optional<Shape> shape(Job job, Optional<TrainingData> data) {
        return data.map(all -> all.train().shape()).or(() -> switch (job.data()) {
            case DataSpec.Csv csv -> csv.shape().map(Shape::new);
            case DataSpec.Idx _ -> Optional.empty();
        });
    }

    private static Optional<Network> build(JobFile jobFile, Shape input, Optional<TrainingData> data,
            List<String> faults) {
        Job job = jobFile.job();
        try {
            Network network = Network.build(job.model(), input, job.loss());
            if (data.isPresent()) {
                network.requireTargets(data.get().train().targets());
            }
            network.trainingMemory().shardFault(job.batch(), job.shards()).ifPresent(words -> faults
                    .add(jobFile.fault("shards", "found " + job.shards(), "", words).toString()));
            return Optional.of(network);
        } catch (ShapeFault e) {
            for (ShapeFault.Fault fault : e.faults()) {
                faults.add(jobFile.fault("model[" + fault.layer() + "]", fault.message(), "", "").toString());
            }
            return Optional.empty();
        }
    }

    /**
     * Outputs of the network as far as its last layers tell before shapes are known; 0 where they do not, or where the
     * number is a fault by itself.
     */
    private static int outputs(Job job) {
        for (LayerSpec layer : job.model().reversed()) {
            switch (layer) {
                case LayerSpec.Dense dense -> {
                    return dense.units() < 2 && job.loss() == LossKind.CROSS_ENTROPY ? 0 : dense.units();
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

    /** For a coordinator without workers of its process: so it does not hold the examples for as long as it runs. */
    Preparation withoutData() {
        return new Preparation(job, network, facts, Optional.empty(), milestones);
    }

    /** What the coordinator is told of the network. */
    ModelFacts model() {
        return ModelFacts.of(network, job.seed());
    }

    long stepsPerEpoch() {
        return (facts.train() + job.batch() - 1L) / job.batch();
    }
}
