package dev.lockstep.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class OutputTest {

    private static final Results RESULTS = Fixtures
            .results(Map.of(Rows.SLOT_1, 2.0, Rows.LIBTORCH_1, 4.0, Rows.LIBTORCH_GLOO, 5.0));

    @Test
    void theTableHasALineForEachRowAndEachRatio() {
        assertThat(Table.of(Fixtures.MACHINE, Network.ALL, RESULTS, 1).lines())
                .anyMatch(line -> line.matches("mlp +Lockstep 1 slot +2\\.000 +2\\.000 +2\\.000 +64000 +100 +0\\.500"))
                .anyMatch(line -> line
                        .matches(
                                "mlp +one slot / libtorch with one thread +2\\.00 +>= 1\\.00 +reached +libtorch 1 thread"))
                .noneMatch(line -> line.startsWith("cnn "));
    }

    @Test
    void theJsonCanBeReadAgain() throws Exception {
        String json = ResultsJson.of(Fixtures.MACHINE, Network.ALL, RESULTS);
        assertThat(JsonFields.parse(new StringReader(json))).hasSize(1);
        assertThat(json).contains("\"median_step_ms\" : 2.0", "\"reached\" : true");
    }

    @Test
    void thePlotIsXmlWithABarForEachRow() throws Exception {
        Document plot = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(
                new ByteArrayInputStream(Plot.of(Network.ALL, RESULTS).getBytes(StandardCharsets.UTF_8)));
        assertThat(plot.getElementsByTagName("line").getLength()).isEqualTo(1 + 3);
        assertThat(plot.getElementsByTagName("rect").getLength()).isEqualTo(1 + 2 + 3);
    }
}
