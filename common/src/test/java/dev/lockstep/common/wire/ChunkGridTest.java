package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.tensor.BlockLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkGridTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16383, 16384, 16385, 32768, 32769, 262144})
    void chunksCoverABlockOnceInOrder(int length) {
        ChunkGrid grid = new ChunkGrid(new BlockLayout(new int[]{0, 5, 5 + length}));
        int covered = 0;
        for (int chunk = 0; chunk < grid.chunks(1); chunk++) {
            assertThat(grid.start(chunk)).isEqualTo(covered);
            assertThat(grid.floats(1, chunk)).isBetween(1, ChunkGrid.CHUNK_FLOATS);
            covered += grid.floats(1, chunk);
        }
        assertThat(covered).isEqualTo(length);
        assertThat(grid.has(1, grid.chunks(1) - 1)).isTrue();
        assertThat(grid.has(1, grid.chunks(1))).isFalse();
        assertThat(grid.has(2, 0)).isFalse();
        assertThat(grid.has(-1, 0)).isFalse();
        assertThat(grid.has(1, -1)).isFalse();
    }
}
