package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionQueueTest {

    private final List<String> released = new ArrayList<>();
    private final VersionQueue<String> queue = new VersionQueue<>(released::add);

    @Test
    void blocksComeInTheOrderInWhichTheyWereAdded() {
        add(7, 1);
        add(8, 2);
        add(7, 0);
        assertThat(rest()).containsExactly("7/1", "8/2", "7/0");
        assertThat(released).isEmpty();
    }

    @Test
    void aNewerVersionReplacesWhatIsTwoVersionsOlderAndNothingElse() {
        add(7, 0);
        add(8, 0);
        add(7, 1);
        add(9, 0);
        assertThat(released).containsExactly("7/0", "7/1");
        assertThat(add(7, 2)).as("late").isFalse();
        assertThat(released).containsExactly("7/0", "7/1", "7/2");
        assertThat(rest()).containsExactly("8/0", "9/0");
    }

    @Test
    void whatIsReadInTimeIsNeverReplaced() {
        for (long version = 0; version < 10; version++) {
            add(version, 0);
            assertThat(rest()).containsExactly(version + "/0");
        }
        assertThat(released).isEmpty();
    }

    @Test
    void aBlockThatWaitsWaitsOnce() {
        assertThat(add(7, 0)).isTrue();
        assertThat(add(7, 0)).isFalse();
        assertThat(released).containsExactly("7/0");
        assertThat(rest()).containsExactly("7/0");
        assertThat(add(7, 0)).as("sent again, for a worker that lacks it").isTrue();
    }

    @Test
    void neverMoreThanTwoVersionsWait() {
        int blocks = 5;
        for (long version = 0; version < 100; version++) {
            for (int block = 0; block < blocks; block++) {
                add(version, block);
            }
        }
        assertThat(rest()).hasSize(2 * blocks).startsWith("98/0").endsWith("99/4");
    }

    @Test
    void aClosedQueueReleasesWhatWaitsAndWhatComes() {
        add(7, 0);
        queue.close();
        queue.close();
        assertThat(add(7, 1)).isFalse();
        assertThat(released).containsExactly("7/0", "7/1");
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    private boolean add(long version, int block) {
        return queue.add(version, block, version + "/" + block);
    }

    private List<String> rest() {
        List<String> rest = new ArrayList<>();
        for (var next = queue.poll(); next != null; next = queue.poll()) {
            assertThat(next.content()).isEqualTo(next.version() + "/" + next.block());
            rest.add(next.content());
        }
        return rest;
    }
}
