package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointStore;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.SafetensorsFile;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.tensor.BlockLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which parameters lie in a block of a run, from what the run has written: its model, or else a checkpoint. */
record RunLayout(List<TensorEntry> tensors) {

    /** Empty for a run that has written neither, or neither whole. */
    static Optional<RunLayout> of(Path run) {
        try {
            Path model = run.resolve(RunFolder.MODEL);
            if (Files.exists(model)) {
                return Optional.of(new RunLayout(SafetensorsFile.readEntries(model)));
            }
            return new CheckpointStore(Disk.REAL, run.resolve(CheckpointStore.FOLDER)).newestWhole(new ArrayList<>())
                    .map(Checkpoint::layout).map(RunLayout::new);
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }

    /** Names of the parameters of which the block has a part. */
    List<String> parametersOf(int block) {
        BlockLayout blocks = BlockLayout.of(tensors.stream().mapToInt(TensorEntry::size).toArray());
        if (block >= blocks.blocks()) {
            return List.of();
        }
        int start = blocks.start(block);
        int end = start + blocks.length(block);
        return tensors.stream().filter(t -> t.offset() < end && t.end() > start).map(TensorEntry::name).toList();
    }
}
