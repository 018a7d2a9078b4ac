package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.DamagedFileException;
import dev.lockstep.common.checkpoint.SafetensorsFile;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.ShapeFault;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The model of a finished run, from its folder alone: {@code job.conf} and {@code model.safetensors}. */
record TrainedModel(Job job, Network network, Storage parameters) {

    /** Of the model file's metadata: the shape of an example, as {@code [1, 28, 28]}. */
    private static final String INPUT_SHAPE = "input_shape";

    static TrainedModel open(Path run) {
        Path jobFile = run.resolve(RunFolder.JOB);
        Path modelFile = run.resolve(RunFolder.MODEL);
        if (!Files.isDirectory(run)) {
            throw CommandFault.badInput(run + ": no such run folder");
        }
        if (!Files.exists(jobFile)) {
            throw CommandFault.badInput(run + ": holds no run (" + RunFolder.JOB + " is missing)");
        }
        if (!Files.exists(modelFile)) {
            throw CommandFault
                    .badInput(run + ": the run has no model (" + RunFolder.MODEL + " is missing): it did not finish");
        }
        ThisJvm thisJvm = ThisJvm.proving();
        try {
            Job job = JobReader.parse(Files.readString(jobFile), jobFile.toString());
            SafetensorsFile model = SafetensorsFile.read(modelFile);
            Network network = Network.build(job.model(), inputShape(modelFile, model), job.loss());
            if (!model.entries().equals(TensorEntry.of(network.layout()))) {
                throw CommandFault.badInput(modelFile + ": holds other tensors than the model of " + jobFile);
            }
            thisJvm.require();
            return new TrainedModel(job, network, model.values());
        } catch (JobFaults e) {
            throw CommandFault.badInput(e);
        } catch (ShapeFault e) {
            throw CommandFault.badInput(e.faults().stream().map(ShapeFault.Fault::message).toList());
        } catch (DamagedFileException e) {
            throw CommandFault.badInput(e.getMessage());
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run: " + Words.of(e), e);
        }
    }

    private static Shape inputShape(Path file, SafetensorsFile model) {
        String text = model.metadata().getOrDefault(INPUT_SHAPE, "");
        if (!text.matches("\\[[1-9][0-9]{0,8}(, [1-9][0-9]{0,8}){0,3}]")) {
            throw CommandFault.badInput(file + ": its metadata lack the shape of an example (" + INPUT_SHAPE + ")");
        }
        return Shape.of(
                Arrays.stream(text.substring(1, text.length() - 1).split(", ")).mapToInt(Integer::parseInt).toArray());
    }
}
