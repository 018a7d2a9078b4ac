package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Checkpoints of earlier releases are read for ever: one of each format is kept, and never written anew. */
class OldCheckpointTest {

    private static final Path FORMAT_1 = Path.of("src/test/resources/dev/lockstep/common/checkpoint/format-1");

    @Test
    void format1IsRead() throws IOException {
        List<String> damaged = new ArrayList<>();
        Checkpoint found = new CheckpointStore(Disk.REAL, FORMAT_1).newestWhole(damaged).orElseThrow();
        assertThat(damaged).isEmpty();
        assertThat(Checkpoints.same(found, Checkpoints.of(123, 4, OptionalDouble.of(0.1)))).isTrue();
    }
}
