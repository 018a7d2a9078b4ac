package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/** A frame that has passed its checks; its content is the payload. */
final class Frame extends DefaultByteBufHolder {

    private final FrameHeader header;

    Frame(FrameHeader header, ByteBuf payload) {
        super(payload);
        this.header = header;
    }

    FrameHeader header() {
        return header;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame that && header.equals(that.header) && super.equals(other);
    }

    @Override
    public int hashCode() {
        return 31 * header.hashCode() + super.hashCode();
    }
}
