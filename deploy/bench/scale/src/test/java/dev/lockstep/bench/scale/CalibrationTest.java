package dev.lockstep.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class CalibrationTest {

    @Test
    void aLineGoesThroughTwoMeasurementsAndNothingIsNegative() {
        Job large = new Job(Network.MLP, 128, 16);
        Job small = new Job(Network.MLP, 32, 4);
        assertThat(Calibration.pass(large, 5, small, 2).fixedS()).isCloseTo(1, within(1e-9));
        assertThat(Calibration.pass(large, 5, small, 1).fixedS()).isZero();
        Constants.Exchange exchange = Calibration.exchange(10, 3, 110, 8);
        assertThat(exchange.sPerByte()).isCloseTo(0.05, within(1e-9));
        assertThat(exchange.fixedS()).isCloseTo(2.5, within(1e-9));
        assertThat(Calibration.exchange(10, 0, 100, 10).fixedS()).isZero();
    }

    @Test
    void theFileCanBeReadAgain() throws IOException {
        ConstantsFile file = new ConstantsFile(Fixtures.CONSTANTS,
                List.of(new Check("mlp", OptionalLong.empty(), 2, 0.001),
                        new Check("big", OptionalLong.of(100), 3, 1.5)));
        assertThat(ConstantsFile.parse(new StringReader(file.json()))).isEqualTo(file);
    }

    @Test
    void theMedianIsOfTheSecondHalf() throws IOException {
        StepTimes steps = StepTimes.parse(new StringReader("""
                {"step":1,"step_ms":90.0,"blocks":["a"]}
                {"step":2,"step_ms":70.0}
                {"step":2,"validation_loss":2.25}
                {"step":3,"step_ms":4}
                {"step":4,"step_ms":6.0}
                """));
        assertThat(steps.count()).isEqualTo(4);
        assertThat(steps.medianS()).isCloseTo(0.005, within(1e-12));
    }

    @Test
    void aPlotIsXmlWithALineForEachCurveInEachPanel() throws Exception {
        String plot = Plot.of(Fixtures.CONSTANTS, Network.BIG);
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(plot)));
        assertThat(document.getElementsByTagName("polyline").getLength())
                .isEqualTo(2 * Scenario.GIGABITS.size() * Curve.ALL.size());
    }
}
