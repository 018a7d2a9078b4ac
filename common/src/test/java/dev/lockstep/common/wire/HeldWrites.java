package dev.lockstep.common.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import java.util.Queue;

/** A peer that takes what is written only when the test says so. */
final class HeldWrites extends ChannelOutboundHandlerAdapter {

    private final Queue<ChannelPromise> held = new ArrayDeque<>();

    @Override
    public void write(ChannelHandlerContext context, Object frame, ChannelPromise promise) {
        ((ByteBuf) frame).release();
        held.add(promise);
    }

    void take() {
        held.remove().setSuccess();
    }
}
