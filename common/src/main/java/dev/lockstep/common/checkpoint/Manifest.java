package dev.lockstep.common.checkpoint;

/**
 * What makes a checkpoint whole: written last, it names the file of values by its hash.
 *
 * @param facts            of the checkpoint
 * @param parameters       how many floats are trained
 * @param stateSlots       vectors of optimizer state
 * @param parametersSha256 as {@link ParameterHash} has it
 * @param file             name of the safetensors file beside the manifest
 * @param bytes            of that file
 * @param sha256           of that file
 */
public record Manifest(
        CheckpointFacts facts,
        long parameters,
        int stateSlots,
        String parametersSha256,
        String file,
        long bytes,
        String sha256) {}
