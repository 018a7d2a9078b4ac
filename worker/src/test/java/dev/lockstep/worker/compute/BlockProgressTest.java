package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.common.tensor.BlockLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockProgressTest {

    private static final int FLOATS = 7;

    /** Every cut of 7 floats into blocks against every cut into parameters, the last parameter first. */
    @Test
    void aBlockIsWholeWithItsLastParameterWhateverTheCuts() {
        for (int blockCuts = 0; blockCuts < 1 << (FLOATS - 1); blockCuts++) {
            int[] blocks = starts(blockCuts);
            BlockProgress progress = new BlockProgress(new BlockLayout(blocks));
            for (int parameterCuts = 0; parameterCuts < 1 << (FLOATS - 1); parameterCuts++) {
                int[] parameters = starts(parameterCuts);
                progress.start();
                List<Integer> told = new ArrayList<>();
                for (int p = parameters.length - 2; p >= 0; p--) {
                    int first = parameters[p];
                    progress.done(first, parameters[p + 1] - first, told::add);
                    assertThat(told).containsExactlyInAnyOrderElementsOf(blocksFrom(blocks, first));
                }
            }
        }
    }

    @Test
    void aParameterThatComesTwiceIsABrokenInvariant() {
        BlockProgress progress = new BlockProgress(new BlockLayout(new int[]{0, 4, 8}));
        progress.start();
        progress.done(0, 6, block -> {});
        assertThatThrownBy(() -> progress.done(5, 3, block -> {})).hasMessageContaining("[5, 8) of block 1 came twice");
    }

    private static List<Integer> blocksFrom(int[] starts, int first) {
        List<Integer> blocks = new ArrayList<>();
        for (int block = 0; block < starts.length - 1; block++) {
            if (starts[block] >= first) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    /** A bit for each place between two floats that is cut. */
    private static int[] starts(int cuts) {
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int place = 1; place < FLOATS; place++) {
            if ((cuts >> (place - 1) & 1) == 1) {
                starts.add(place);
            }
        }
        starts.add(FLOATS);
        return starts.stream().mapToInt(s -> s).toArray();
    }
}
