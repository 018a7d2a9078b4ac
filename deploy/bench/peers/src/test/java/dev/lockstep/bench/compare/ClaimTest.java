package dev.lockstep.bench.compare;

import static dev.lockstep.bench.compare.Fixtures.MLP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimTest {

    private static final Claim TWO_SLOTS = Claims.ALL.get(1);

    @Test
    void aRatioIsOfMediansAgainstTheFastestPeerThatWasMeasured() {
        Results results = Fixtures
                .results(Map.of(Rows.SLOTS_2, 1.0, Rows.LIBTORCH_1, 2.5, Rows.LIBTORCH_2, 1.5, Rows.PYTORCH_DDP, 0.1));
        results.add(MLP, Fixtures.row(Rows.LIBTORCH_2), Fixtures.measured(1.9, 100));
        results.add(MLP, Fixtures.row(Rows.LIBTORCH_2), Fixtures.measured(90, 100));
        Ratio ratio = TWO_SLOTS.on(MLP, results).orElseThrow();
        assertThat(ratio.best()).isEqualTo(Rows.LIBTORCH_2);
        assertThat(ratio.value()).isCloseTo(1.9, within(1e-9));
        assertThat(ratio.targetText()).isEqualTo(">= 1.80");
        assertThat(ratio.verdict()).isEqualTo("reached");
    }

    @Test
    void aRatioBelowItsTargetIsMissedAndWithoutBothSidesThereIsNone() {
        assertThat(TWO_SLOTS.on(MLP, Fixtures.results(Map.of(Rows.SLOTS_2, 1.0, Rows.PYTORCH_1, 1.7))).orElseThrow()
                .verdict()).isEqualTo("MISSED");
        assertThat(TWO_SLOTS.on(MLP, Fixtures.results(Map.of(Rows.SLOTS_2, 1.0)))).isEmpty();
        assertThat(TWO_SLOTS.on(MLP, Fixtures.results(Map.of(Rows.LIBTORCH_1, 1.0)))).isEmpty();
    }

    @Test
    void ofMemoryTheLeastIsBest() {
        Claim claim = new Claim("memory", Measure.MEMORY, Rows.PROCESSES_2,
                List.of(Rows.LIBTORCH_GLOO, Rows.PYTORCH_DDP), Map.of("mlp", 1.5));
        Results results = new Results();
        results.add(MLP, Fixtures.row(Rows.PROCESSES_2), Fixtures.measured(1, 1_600));
        results.add(MLP, Fixtures.row(Rows.LIBTORCH_GLOO), Fixtures.measured(1, 1_000));
        results.add(MLP, Fixtures.row(Rows.PYTORCH_DDP), Fixtures.measured(1, 2_000));
        Ratio ratio = claim.on(MLP, results).orElseThrow();
        assertThat(ratio.best()).isEqualTo(Rows.LIBTORCH_GLOO);
        assertThat(ratio.value()).isCloseTo(1.6, within(1e-9));
        assertThat(ratio.isReached()).isFalse();
        assertThat(ratio.targetText()).isEqualTo("<= 1.50");
    }

    @Test
    void everyClaimNamesRowsThatRun() {
        List<String> rows = Rows.ALL.stream().map(Row::name).toList();
        assertThat(Claims.ALL).allSatisfy(claim -> {
            assertThat(rows).contains(claim.ours()).containsAll(claim.others());
            assertThat(Network.ALL).extracting(Network::name).containsAll(claim.targets().keySet());
        });
    }

    @Test
    void sidesThatTrainDifferentNetworksAreAFault() {
        Results results = Fixtures.results(Map.of(Rows.LIBTORCH_1, 2.5));
        Measurement other = new Measurement(1, 0.5, 100, 7, "a release");
        assertThatThrownBy(() -> results.add(MLP, Fixtures.row(Rows.SLOT_1), other)).isInstanceOf(BenchFault.class)
                .hasMessageContaining("7 parameters with Lockstep 1 slot and 535818 with libtorch 1 thread");
    }
}
