package dev.lockstep.bench.compare;

import java.util.List;

/** The rows, in the order in which they run: Lockstep's between its peers'. */
final class Rows {

    static final String LIBTORCH_1 = "libtorch 1 thread";
    static final String LIBTORCH_2 = "libtorch 2 threads";
    static final String LIBTORCH_GLOO = "libtorch + Gloo 2 processes";
    static final String LIBTORCH_DDP = "libtorch DDP 2 processes";
    static final String PYTORCH_1 = "PyTorch 1 thread";
    static final String PYTORCH_2 = "PyTorch 2 threads";
    static final String PYTORCH_DDP = "PyTorch DDP 2 processes";
    static final String SLOT_1 = "Lockstep 1 slot";
    static final String SLOTS_2 = "Lockstep 2 slots";
    static final String PROCESSES_2 = "Lockstep 2 processes";

    private static final int SHARDS = 16;

    static final List<Row> ALL = List.of(
            new LibtorchRow(LIBTORCH_1, 1, 1, false),
            new LockstepRow(SLOT_1, 0, 1, SHARDS),
            new LibtorchRow(LIBTORCH_2, 1, 2, false),
            new LockstepRow(SLOTS_2, 0, 2, SHARDS),
            new LibtorchRow(LIBTORCH_GLOO, 2, 1, false),
            new LockstepRow(PROCESSES_2, 2, 1, SHARDS),
            new PytorchRow(PYTORCH_DDP, 2, 1),
            new LockstepRow(sharded(SLOT_1, 2), 0, 1, 2),
            new LibtorchRow(LIBTORCH_DDP, 2, 1, true),
            new PytorchRow(PYTORCH_1, 1, 1),
            new LockstepRow(sharded(SLOTS_2, 2), 0, 2, 2),
            new PytorchRow(PYTORCH_2, 1, 2),
            new LockstepRow(sharded(SLOT_1, 64), 0, 1, 64),
            new LockstepRow(sharded(SLOTS_2, 64), 0, 2, 64));

    private Rows() {}

    /** The name of a Lockstep row with another number of shards. */
    static String sharded(String row, int shards) {
        return row + ", " + shards + " shards";
    }
}
