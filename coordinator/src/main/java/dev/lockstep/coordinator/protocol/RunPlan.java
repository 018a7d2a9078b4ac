package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;

/**
 * All that the protocol knows of a run before it begins. Steps count from 0 here; version t is what t steps have made.
 *
 * @param expect         usable workers before step 0
 * @param failFast       a worker that cannot take part ends a run that has not started; else the run waits for another
 * @param gatherNs       how long to wait for them
 * @param term           of this coordinator
 * @param release        workers of another one are refused
 * @param knownAnswer    what a worker's known-answer test must give; empty: what the first one gave
 * @param train          examples of the training part, at least 1; so {@code validation} and {@code test}, 0 for none
 * @param batch          examples of a global batch
 * @param shards         leaves of the tree over a batch
 * @param parameters     floats of the flat parameter vector
 * @param blocks         of it
 * @param accuracy       the share of right predictions means something
 * @param layers         names, as {@code Scalars.firstNonFiniteLayer} counts them
 * @param audit          the share of sums that are computed twice, by different workers
 * @param seed           the job's; here it only chooses what is audited
 */
public record RunPlan(
        int expect,
        boolean failFast,
        long gatherNs,
        int term,
        String release,
        Optional<String> knownAnswer,
        int train,
        int validation,
        int test,
        int batch,
        int shards,
        long parameters,
        int blocks,
        Reduction reduction,
        boolean accuracy,
        StopSpec stop,
        List<String> layers,
        CheckpointPlan checkpoint,
        double audit,
        long seed,
        Start from) {

    public RunPlan {
        layers = List.copyOf(layers);
        if (expect < 1 || train < 1 || validation < 0 || test < 0 || batch < 1 || blocks < 1) {
            throw new IllegalArgumentException(
                    "no such run: expect %d, train %d, validation %d, test %d, batch %d, blocks %d"
                            .formatted(expect, train, validation, test, batch, blocks));
        }
    }

    /** Whether the sum at a node of a step's tree counts only when two workers have computed the same. */
    public boolean audits(long step, Node node) {
        return audits(DataPart.TRAIN, step, node);
    }

    boolean audits(DataPart part, long version, Node node) {
        return new AuditDraw(audit, seed).draws(part, version, node);
    }

    /** Whether an earlier term has begun the run. */
    boolean goesOn() {
        return term > 1 || from.version() > 0;
    }

    public long stepsPerEpoch() {
        return ((long) train + batch - 1) / batch;
    }

    /** Epoch of a step, from 0. */
    public long epoch(long step) {
        return step / stepsPerEpoch();
    }

    /** Examples of a step's batch; the last one of an epoch holds what is left. */
    public int examples(long step) {
        long first = step % stepsPerEpoch() * batch;
        return (int) Math.min(batch, train - first);
    }

    /** Whether {@code version} is what a whole number of epochs has made. */
    public boolean endsEpoch(long version) {
        return version > 0 && version % stepsPerEpoch() == 0;
    }

    /** What is divided by: the gradient of the mean loss is the sum over the examples divided once. */
    double divisor(double weight) {
        return reduction == Reduction.MEAN ? weight : 1;
    }

    String layer(int index) {
        return index < layers.size() ? layers.get(index) : "layer " + index;
    }
}
