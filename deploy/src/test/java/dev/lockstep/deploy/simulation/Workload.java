package dev.lockstep.deploy.simulation;

import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.wire.HubLayout;
import dev.lockstep.coordinator.protocol.CheckpointPlan;
import dev.lockstep.coordinator.protocol.RunPlan;
import dev.lockstep.coordinator.protocol.Start;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * A small job: a few floats in two or three blocks, whose gradients are made up but depend on every bit of the version.
 *
 * @param expect     workers before the first step
 * @param train      examples of the part; so {@code validation} and {@code test}, 0 for none
 * @param checkpoint steps between two checkpoints; 0 for none
 * @param clips      by the global norm, so that all blocks wait for each other
 * @param shardNs    to compute a shard
 * @param seed       of the draws of what is audited
 */
record Workload(int expect, int shards, int train, int validation, int test, int batch, int blocks, long steps,
        int checkpoint,
        double audit, boolean clips, long shardNs, long seed) {

    static final String RELEASE = "1";
    static final String KNOWN_ANSWER = "answer";

    /** Three workers' five steps, of which every crash point is tried. */
    static final Workload FIVE_STEPS = new Workload(3, 7, 23, 300, 0, 8, 2, 5, 2, 0, false,
            TimeUnit.MILLISECONDS.toNanos(20), 1);

    private static final int SHORTEST_BLOCK_FLOATS = 2;
    private static final long GATHER_NS = TimeUnit.SECONDS.toNanos(60);

    static Workload random(SplittableRandom random, int workers, long seed) {
        int batch = 1 + random.nextInt(12);
        int train = 1 + random.nextInt(40);
        return new Workload(1 + random.nextInt(workers), 1 + random.nextInt(9), train,
                random.nextBoolean() ? 0 : 100 + random.nextInt(600),
                random.nextInt(4) == 0 ? 300 : 0, batch, 2 + random.nextInt(2), 4 + random.nextInt(26),
                random.nextInt(5) == 0 ? 0 : 1 + random.nextInt(5), audit(random), random.nextInt(4) == 0,
                TimeUnit.MICROSECONDS.toNanos(1_000L << random.nextInt(9)), seed);
    }

    /** The same with audits. */
    Workload audited(double share, long drawnBy) {
        return new Workload(expect, shards, train, validation, test, batch, blocks, steps, checkpoint, share, clips,
                shardNs,
                drawnBy);
    }

    /** Mostly none, sometimes a part, sometimes all. */
    private static double audit(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> 1;
            case 1 -> 0.3;
            default -> 0;
        };
    }

    BlockLayout layout() {
        int[] starts = new int[blocks + 1];
        for (int block = 0; block < blocks; block++) {
            starts[block + 1] = starts[block] + SHORTEST_BLOCK_FLOATS + block;
        }
        return new BlockLayout(starts);
    }

    OptimizerSpec optimizer() {
        return new OptimizerSpec(new OptimizerSpec.Sgd(0.9, false, 0), 0.1, new ScheduleSpec.Constant(3),
                clips ? OptionalDouble.of(0.5) : OptionalDouble.empty());
    }

    ShardTree tree() {
        return new ShardTree(shards);
    }

    ShardTree tree(DataPart part) {
        return part == DataPart.TRAIN ? tree() : evaluation(part).tree();
    }

    /** Examples of a shard. */
    int examples(DataPart part, long version, int shard) {
        if (part != DataPart.TRAIN) {
            return evaluation(part).size(shard);
        }
        int all = plan(1, Start.FRESH).examples(version);
        return ShardCut.start(shard + 1, all, shards) - ShardCut.start(shard, all, shards);
    }

    private EvaluationPlan evaluation(DataPart part) {
        return new EvaluationPlan(part == DataPart.VALIDATION ? validation : test);
    }

    HubLayout hub() {
        return HubLayout.of(layout(), shards, validation, test);
    }

    RunPlan plan(int term, Start from) {
        StopSpec stop = new StopSpec(OptionalInt.empty(), OptionalLong.of(steps), OptionalDouble.empty(),
                OptionalInt.empty(), OptionalDouble.empty());
        CheckpointPlan checkpoints = checkpoint == 0
                ? CheckpointPlan.NONE
                : new CheckpointPlan(OptionalLong.of(checkpoint), false);
        return new RunPlan(expect, false, GATHER_NS, term, RELEASE, Optional.of(KNOWN_ANSWER), train, validation, test,
                batch,
                shards, layout().floats(), blocks, Reduction.MEAN, false, stop, List.of(), checkpoints, audit, seed,
                from);
    }
}
