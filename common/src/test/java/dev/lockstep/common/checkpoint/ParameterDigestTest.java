package dev.lockstep.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.tensor.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ParameterDigestTest {

    @Test
    void isTheChecksumOfTheChecksumsOfChunks() {
        for (int length : new int[]{0, 1, 7, 16_383, 16_384, 16_385, 40_000}) {
            Storage values = values(length);
            ByteBuffer chunks = ByteBuffer.allocate(Integer.BYTES * (length / 16_384 + 1))
                    .order(ByteOrder.LITTLE_ENDIAN);
            for (int start = 0; start < length; start += 16_384) {
                int run = Math.min(16_384, length - start);
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * run).order(ByteOrder.LITTLE_ENDIAN);
                for (int i = 0; i < run; i++) {
                    bytes.putInt(Float.floatToRawIntBits(values.array()[values.offset() + start + i]));
                }
                chunks.putInt(crc(bytes.array()));
            }
            assertThat(ParameterDigest.ofBlock(values)).as("%d floats", length)
                    .isEqualTo(crc(Arrays.copyOf(chunks.array(), chunks.position())));
        }
    }

    @Test
    void isTheSameInEveryRelease() {
        assertThat(ParameterDigest.text(ParameterDigest.ofBlock(values(20_000)))).isEqualTo("3c1128e2");
        assertThat(ParameterDigest.text(ParameterDigest.combined(new int[]{1, -1}))).isEqualTo("728c7b95");
    }

    @Test
    void everyFlippedBitShows() {
        Storage values = values(100);
        int before = ParameterDigest.ofBlock(values);
        for (int bit = 0; bit < 100 * Float.SIZE; bit++) {
            float old = values.array()[values.offset() + bit / 32];
            values.array()[values.offset() + bit / 32] = Float.intBitsToFloat(
                    Float.floatToRawIntBits(old) ^ 1 << bit % 32);
            assertThat(ParameterDigest.ofBlock(values)).isNotEqualTo(before);
            values.array()[values.offset() + bit / 32] = old;
        }
        assertThat(ParameterDigest.ofBlock(values)).isEqualTo(before);
    }

    private static Storage values(int length) {
        Storage values = Storage.allocate(length + 5).slice(3, length);
        for (int i = 0; i < length; i++) {
            values.array()[values.offset() + i] = i * 0.5f - 3;
        }
        return values;
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
