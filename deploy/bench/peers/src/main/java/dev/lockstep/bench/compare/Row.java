package dev.lockstep.bench.compare;

import java.nio.file.Path;
import java.util.List;

/** One way to train: a trainer with so many processes and threads. A row of the table for each network. */
sealed interface Row permits LockstepRow, LibtorchRow, PytorchRow {

    String name();

    /** Compute threads of each process, which OpenMP and OpenBLAS are told too. */
    int threads();

    /** Commands to start at the same time, which train in {@code folder} and end by themselves. */
    List<List<String>> commands(Network network, Place place, Path folder);

    /** What was written in {@code folder} when they have ended. */
    StepLog read(Path folder);
}
