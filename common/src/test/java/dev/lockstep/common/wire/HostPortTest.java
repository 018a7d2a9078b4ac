package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @CsvSource({"node-1:7000, node-1, 7000", "10.0.0.1:0, 10.0.0.1, 0", "[fd00::1]:65535, fd00::1, 65535"})
    void readsAndWritesTheSameText(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"node-1, node-1, 9", "node-1:7, node-1, 7", "fd00::1, fd00::1, 9", "[fd00::1], fd00::1, 9"})
    void takesTheDefaultPortOnlyWhenThereIsNone(String text, String host, int port) {
        assertThat(HostPort.parse(text, 9)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"node-1", "fd00::1", "node-1:", ":7000", "node-1:70000", "node-1:-1", "node-1:http", "[:7"})
    void refusesWhatIsNoHostAndPort(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }

    @Test
    void theWayToLoopbackIsLoopback() throws Exception {
        assertThat(HostPort.localHostTowards(new HostPort("127.0.0.1", 7000))).isEqualTo("127.0.0.1");
    }
}
