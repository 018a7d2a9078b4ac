package dev.lockstep.common.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchSamplerTest {

    @Test
    void anEpochHoldsEveryExampleOnceAndItsLastBatchWhatIsLeft() {
        for (int examples = 1; examples <= 20; examples++) {
            for (int batch = 1; batch <= examples; batch++) {
                BatchPlan plan = new BatchPlan(examples, batch);
                BatchSampler sampler = new BatchSampler(7, plan);
                for (int epoch = 0; epoch < 2; epoch++) {
                    int[] seen = new int[examples];
                    int count = 0;
                    for (int i = 0; i < plan.stepsPerEpoch(); i++) {
                        long step = (long) epoch * plan.stepsPerEpoch() + i;
                        assertThat(plan.epoch(step)).isEqualTo(epoch);
                        assertThat(plan.endsEpoch(step)).isEqualTo(i == plan.stepsPerEpoch() - 1);
                        sampler.examples(step, 0, plan.size(step), seen, count);
                        count += plan.size(step);
                    }
                    assertThat(count).isEqualTo(examples);
                    Arrays.sort(seen);
                    assertThat(seen).containsExactly(IntStream.range(0, examples).toArray());
                }
            }
        }
    }

    @Test
    void aRangeOfABatchIsThatPartOfIt() {
        BatchSampler sampler = new BatchSampler(3, new BatchPlan(100, 32));
        int[] whole = new int[32];
        int[] part = new int[5];
        sampler.examples(5, 0, 32, whole, 0);
        sampler.examples(5, 10, 15, part, 0);
        assertThat(part).containsExactly(Arrays.copyOfRange(whole, 10, 15));
        assertThatThrownBy(() -> sampler.examples(3, 0, 5, part, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void theOrderDependsOnSeedAndEpochAlone() {
        assertThat(new EpochOrder(1, 1000).permutation(4)).containsExactly(new EpochOrder(1, 1000).permutation(4));
        assertThat(new EpochOrder(1, 1000).permutation(4)).isNotEqualTo(new EpochOrder(1, 1000).permutation(5));
        assertThat(new EpochOrder(1, 1000).permutation(4)).isNotEqualTo(new EpochOrder(2, 1000).permutation(4));
    }

    /** Another release that orders examples differently would train other models: this must not change unnoticed. */
    @Test
    void theOrderIsTheOneOfThisRelease() {
        assertThat(new EpochOrder(1, 10).permutation(0)).containsExactly(3, 5, 6, 9, 1, 0, 4, 8, 7, 2);
    }
}
