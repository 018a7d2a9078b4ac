package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;

/** CRC32C, which every CPU that counts has in hardware. */
final class Checksum {

    private Checksum() {}

    static int of(ByteBuf bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.nioBuffer(from, length));
        return (int) crc.getValue();
    }
}
