package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;

/**
 * What stands before a frame's payload. All numbers are little-endian, on every CPU.
 *
 * <pre>
 *  bytes   4        4      1      1      2      8         4       4       4       0 to 65536
 *      +--------+--------+------+-------+------+---------+-------+-------+-------+----------------+
 *      | length | crc32c | type | level | part | version | index | block | chunk | payload        |
 *      +--------+--------+------+-------+------+---------+-------+-------+-------+----------------+
 *               |&lt;-------------------------------- length ---------------------------------------&gt;|
 *                        |&lt;------------------------- covered by crc32c ---------------------------&gt;|
 *
 *  HELLO       length 28 + n    version = "LOCKSTEP", index = {@link #FORMAT}     payload: BulkHello
 *  ACCEPT      length 28 + n                                                      payload: BulkAccept
 *  CLOSE       length 28 + n                                                      payload: UTF-8 words
 *  SCALARS     length 56        part, version, node (level, index)                payload: 3 doubles, 1 int
 *  GRADIENT    length 28 + 4 f  version = step, node (level, index), block, chunk payload: f floats
 *  PARAMETERS  length 28 + 4 f  version, block, chunk                             payload: f floats
 *
 *  where gradients are bfloat16, instead of GRADIENT:
 *  GRADIENT_BF16  length 28 + 2 f  the same                                       payload: the upper 2 bytes of f floats
 *
 *  between processes of one host:
 *  SHARED             length 28 or 60                                             payload: nothing, or 2 secrets of 16 bytes
 *  GRADIENT_SHARED    length 36   version = step, node (level, index), block      payload: 1 long, the position in the ring
 *  PARAMETERS_SHARED  length 28   version, block                                  no payload
 *
 *  One chunk of 2 floats of block 5, node (1, 3), step 7:
 *      24 00 00 00 | crc | 05 | 01 | 00 00 | 07 00 00 00 00 00 00 00 | 03 00 00 00 | 05 00 00 00 | 00 00 00 00 | 8 bytes
 * </pre>
 *
 * The layout tells how many floats a chunk has, so a length is either exactly right or refused before anything is
 * allocated for it.
 *
 * @param version the step, for a gradient
 * @param index   of the node at {@code level}; for HELLO the format's number
 */
record FrameHeader(FrameType type, int level, int part, long version, int index, int block, int chunk) {

    /** Number of the frame format; peers of another are refused. */
    static final int FORMAT = 3;

    /** The first eight bytes of a hello's header fields, as text: "LOCKSTEP". */
    static final long MAGIC = 0x5045_5453_4b43_4f4cL;

    /** Everything before the payload. */
    static final int HEADER_BYTES = 32;

    static final int LENGTH_BYTES = 4;

    /** Offset of the first byte that the checksum covers. */
    static final int CHECKED_FROM = 8;

    static final int CRC_AT = 4;

    private static final int TYPE_AT = 8;
    private static final int LEVEL_AT = 9;
    private static final int PART_AT = 10;
    private static final int VERSION_AT = 12;
    private static final int INDEX_AT = 20;
    private static final int BLOCK_AT = 24;
    private static final int CHUNK_AT = 28;

    static FrameHeader of(FrameType type) {
        return new FrameHeader(type, 0, 0, 0, 0, 0, 0);
    }

    /** Reads the {@value #HEADER_BYTES} bytes at {@code at}; moves no index. */
    static FrameHeader read(ByteBuf bytes, int at) throws BadFrameException {
        return new FrameHeader(
                FrameType.of(bytes.getUnsignedByte(at + TYPE_AT)),
                bytes.getUnsignedByte(at + LEVEL_AT),
                bytes.getUnsignedShortLE(at + PART_AT),
                bytes.getLongLE(at + VERSION_AT),
                bytes.getIntLE(at + INDEX_AT),
                bytes.getIntLE(at + BLOCK_AT),
                bytes.getIntLE(at + CHUNK_AT));
    }

    /** Writes everything but the checksum at the start of an empty buffer. */
    void write(ByteBuf frame, int payloadBytes) {
        frame.writeIntLE(HEADER_BYTES - LENGTH_BYTES + payloadBytes);
        frame.writeIntLE(0);
        frame.writeByte(type.number());
        frame.writeByte(level);
        frame.writeShortLE(part);
        frame.writeLongLE(version);
        frame.writeIntLE(index);
        frame.writeIntLE(block);
        frame.writeIntLE(chunk);
    }
}
