package dev.lockstep.common.wire.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PartialRingTest {

    private static final PartialRing RING = new PartialRing(128);

    private record Lying(long position, float value, int length) {}

    /** Every order of writing (lengths above 0, at most half of the ring) and reading (0): what is read is what was written, and the ring fills and empties. */
    @Property(tries = 200)
    void whatIsReadIsWhatWasWritten(@ForAll @Size(max = 60) List<@IntRange(max = 64) Integer> lengths,
            @ForAll Precision precision)
            throws Exception {
        SharedFolder folder = SharedFolders.temporary();
        SharedFile made = SharedFile.create(folder, RING.floats());
        ArrayDeque<Lying> lying = new ArrayDeque<>();
        try (PartialReader reader = new PartialReader(made, RING);
                PartialWriter writer = new PartialWriter(SharedFile.open(folder, made.name(), RING.floats(), true),
                        RING)) {
            float value = 1;
            for (int length : lengths) {
                if (length > 0) {
                    float own = value++;
                    Storage values = filled(length, own);
                    boolean taken = writer.offer(values, precision,
                            position -> lying.add(new Lying(position, own, length)));
                    assertThat(taken || !lying.isEmpty()).as("an empty ring takes anything").isTrue();
                } else if (!lying.isEmpty()) {
                    Lying first = lying.remove();
                    assertThat(reader.refusal(first.position, first.length, precision)).isNull();
                    Storage read = Storage.allocate(first.length);
                    reader.take(first.position, read, precision);
                    assertThat(read.array()).containsOnly(first.value);
                }
            }
        } finally {
            made.forget();
        }
    }

    /** A position from a peer is checked before it is used: what passes lies within the ring and after what was read. */
    @Property(tries = 2_000)
    void onlyPositionsWithinTheRingPass(@ForAll long position, @ForAll @IntRange(min = 1, max = 200) int length,
            @ForAll @LongRange(min = 0, max = 1_000) long taken) {
        if (RING.refusal(position, length, taken) == null) {
            assertThat(position).isGreaterThanOrEqualTo(taken);
            assertThat(Math.floorMod(position, RING.floats()) + length).isLessThanOrEqualTo(RING.floats());
        }
    }

    @Test
    void aPositionThatIsOutOfPlaceIsRefused() {
        assertThat(RING.refusal(64, 64, 64)).isNull();
        assertThat(RING.refusal(64, 65, 64)).contains("65 floats at 64", "a ring of 128");
        assertThat(RING.refusal(48, 16, 64)).contains("read up to 64");
        assertThat(RING.refusal(65, 16, 64)).isNotNull();
        assertThat(RING.refusal(-16, 16, 0)).isNotNull();
        assertThat(RING.refusal(Long.MAX_VALUE - 15, 1, 0)).isNotNull();
    }

    @Test
    void everyBlockFitsTheRingOfItsLayout() {
        for (int[] starts : List.of(new int[]{0, 1}, new int[]{0, 1, 1001, 33_769}, new int[]{0, 3_000_000})) {
            BlockLayout layout = new BlockLayout(starts);
            int longest = Arrays.stream(starts).max().orElseThrow();
            assertThat(PartialRing.of(layout).floats()).isGreaterThanOrEqualTo(longest).isLessThan(Integer.MAX_VALUE);
            assertThat(PartialRing.of(layout).floats() % SharedFile.ALIGNED_FLOATS).isZero();
        }
    }

    private static Storage filled(int length, float value) {
        Storage values = Storage.allocate(length);
        Arrays.fill(values.array(), value);
        return values;
    }
}
