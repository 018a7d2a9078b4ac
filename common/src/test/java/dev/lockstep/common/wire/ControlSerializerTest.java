package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.proto.Control;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Welcome;
import java.io.NotSerializableException;
import org.junit.jupiter.api.Test;

class ControlSerializerTest {

    private final ControlSerializer serializer = new ControlSerializer();
    private final Control hello = Control.newBuilder().setHello(Hello.newBuilder().setWorker("w1").setSlots(2)).build();

    @Test
    void givesBackWhatItTook() throws Exception {
        assertThat(serializer.fromBinary(serializer.toBinary(hello), serializer.manifest(hello))).isEqualTo(hello);
    }

    @Test
    void refusesDamagedAndForeignBytes() {
        assertThatThrownBy(() -> serializer.fromBinary(new byte[]{1, 2, 3}, serializer.manifest(hello)))
                .isInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> serializer.fromBinary(serializer.toBinary(hello), "java.lang.String"))
                .isInstanceOf(NotSerializableException.class);
    }

    @Test
    void refusesAMessageThatWouldNotFitAFrame() {
        String job = "#".repeat(ControlSerializer.MAX_MESSAGE_BYTES);
        Control tooLong = Control.newBuilder().setWelcome(Welcome.newBuilder().setJob(job)).build();
        assertThatThrownBy(() -> serializer.toBinary(tooLong)).hasMessageContaining("WELCOME", "limit");
    }
}
