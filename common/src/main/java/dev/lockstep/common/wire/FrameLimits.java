package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.shared.SharedFile;
import dev.lockstep.proto.DataPart;
import java.util.Optional;

/**
 * What a sound frame can be, given the layout: decided on the header alone, before anything is allocated.
 *
 * @param run which partials there can be; empty at a worker's end, where none arrive
 */
record FrameLimits(ChunkGrid grid, Optional<HubLayout> run) {

    /** Longest hello: names and a token. */
    static final int MAX_HELLO_BYTES = 2048;

    /** Longest farewell. */
    static final int MAX_WORDS_BYTES = 1024;

    /** Loss, weight, correct as doubles; first layer that is not finite as an int. */
    static final int SCALARS_BYTES = 3 * Double.BYTES + Integer.BYTES;

    /** Longest answer to a hello: the names of two files. */
    static final int MAX_ACCEPT_BYTES = 256;

    /** The secrets of two files. */
    static final int SECRETS_BYTES = 2 * SharedFile.SECRET_BYTES;

    private static final int AFTER_LENGTH_BYTES = FrameHeader.HEADER_BYTES - FrameHeader.LENGTH_BYTES;
    private static final int MAX_LEVEL = 32 - Integer.numberOfLeadingZeros(ShardTree.MAX_SHARDS - 1);

    FrameLimits(ChunkGrid grid) {
        this(grid, Optional.empty());
    }

    /** Checks the length alone, which is there before the header. */
    static void checkLength(long lengthBytes) throws BadFrameException {
        if (lengthBytes < AFTER_LENGTH_BYTES || lengthBytes > AFTER_LENGTH_BYTES + ChunkGrid.CHUNK_BYTES) {
            throw new BadFrameException("a frame of length " + lengthBytes + ", which must be between "
                    + AFTER_LENGTH_BYTES + " and " + (AFTER_LENGTH_BYTES + ChunkGrid.CHUNK_BYTES));
        }
    }

    /** The payload's bytes, when the header and the length agree with the layout. */
    int payloadBytes(FrameHeader header, long lengthBytes) throws BadFrameException {
        int payloadBytes = (int) lengthBytes - AFTER_LENGTH_BYTES;
        switch (header.type()) {
            case HELLO -> {
                if (header.version() != FrameHeader.MAGIC) {
                    throw new BadFrameException("the first bytes are not those of a bulk link");
                }
                if (header.index() != FrameHeader.FORMAT) {
                    throw new BadFrameException("bulk format " + header.index() + ", this is " + FrameHeader.FORMAT);
                }
                requireLength(header, payloadBytes, 1, MAX_HELLO_BYTES);
            }
            case ACCEPT -> requireLength(header, payloadBytes, 0, MAX_ACCEPT_BYTES);
            case CLOSE -> requireLength(header, payloadBytes, 0, MAX_WORDS_BYTES);
            case SCALARS -> {
                DataPart part = DataPart.forNumber(header.part());
                if (part == null) {
                    throw new BadFrameException("scalars of an unknown part of the data: " + header.part());
                }
                requireNode(header, part);
                requireLength(header, payloadBytes, SCALARS_BYTES, SCALARS_BYTES);
            }
            case GRADIENT -> {
                requireNode(header, DataPart.TRAIN);
                requireChunk(header, payloadBytes, Precision.F32);
            }
            case GRADIENT_BF16 -> {
                requireNode(header, DataPart.TRAIN);
                requireChunk(header, payloadBytes, Precision.BF16);
            }
            case PARAMETERS -> requireChunk(header, payloadBytes, Precision.F32);
            case SHARED -> requireLength(header, payloadBytes, payloadBytes == 0 ? 0 : SECRETS_BYTES, SECRETS_BYTES);
            case GRADIENT_SHARED -> {
                requireNode(header, DataPart.TRAIN);
                requireBlock(header);
                requireLength(header, payloadBytes, Long.BYTES, Long.BYTES);
            }
            case PARAMETERS_SHARED -> {
                requireBlock(header);
                requireLength(header, payloadBytes, 0, 0);
            }
        }
        return payloadBytes;
    }

    private void requireChunk(FrameHeader header, int payloadBytes, Precision precision) throws BadFrameException {
        requireVersion(header);
        if (!grid.has(header.block(), header.chunk())) {
            throw new BadFrameException("chunk " + header.chunk() + " of block " + header.block()
                    + ", which is not in a layout of " + grid.layout());
        }
        int chunkBytes = grid.floats(header.block(), header.chunk()) * precision.bytes();
        requireLength(header, payloadBytes, chunkBytes, chunkBytes);
    }

    /** Of a whole block, which has no chunks. */
    private void requireBlock(FrameHeader header) throws BadFrameException {
        requireVersion(header);
        if (header.chunk() != 0 || !grid.has(header.block(), 0)) {
            throw new BadFrameException("chunk " + header.chunk() + " of the whole block " + header.block()
                    + " in a layout of " + grid.layout());
        }
    }

    private void requireNode(FrameHeader header, DataPart part) throws BadFrameException {
        requireVersion(header);
        boolean inside = header.level() <= MAX_LEVEL
                && header.index() >= 0
                && (long) header.index() << header.level() < ShardTree.MAX_SHARDS;
        if (!inside) {
            throw new BadFrameException("node (" + header.level() + "," + header.index() + ") is in no tree");
        }
        String refusal = run.map(layout -> layout.refusal(part, FrameReader.node(header))).orElse(null);
        if (refusal != null) {
            throw new BadFrameException(refusal);
        }
    }

    private static void requireVersion(FrameHeader header) throws BadFrameException {
        if (header.version() < 0) {
            throw new BadFrameException("version " + header.version());
        }
    }

    private static void requireLength(FrameHeader header, int bytes, int least, int most) throws BadFrameException {
        if (bytes < least || bytes > most) {
            throw new BadFrameException("a " + header.type() + " frame with a payload of " + bytes
                    + " bytes, which must be " + (least == most ? "" + least : least + " to " + most));
        }
    }
}
