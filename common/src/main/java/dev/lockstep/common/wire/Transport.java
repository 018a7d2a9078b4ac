package dev.lockstep.common.wire;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import jdk.net.ExtendedSocketOptions;

/** How sockets are waited for: epoll where Netty has its library for it, else Java's own NIO. */
enum Transport {
    EPOLL, NIO;

    /** A receive buffer is as large as reads were of late, within these. */
    private static final int LEAST_RECEIVE_BYTES = 4 << 10;

    private static final int FIRST_RECEIVE_BYTES = 64 << 10;
    private static final int MOST_RECEIVE_BYTES = 256 << 10;

    /** A peer whose machine has answered nothing for so long, though asked: 5 s idle, then asked 3 times. */
    private static final int KEEPALIVE_IDLE_S = 5;

    private static final int KEEPALIVE_INTERVAL_S = 1;
    private static final int KEEPALIVE_PROBES = 3;

    /** What was sent and is not acknowledged after this time breaks the connection; as long as keep-alive takes. */
    private static final int UNACKNOWLEDGED_MS = 8_000;

    static Transport best() {
        return Epoll.isAvailable() ? EPOLL : NIO;
    }

    EventLoopGroup eventLoops(int threads, String name) {
        IoHandlerFactory waiting = switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name, true), waiting);
    }

    /**
     * What every connection has, at both ends. A connection that was cut silently breaks by keep-alive when it is idle
     * and, where the transport has it, by a limit on what is not acknowledged.
     */
    void configure(Channel channel) {
        ChannelConfig config = channel.config();
        config.setOption(ChannelOption.TCP_NODELAY, true);
        config.setRecvByteBufAllocator(
                new AdaptiveRecvByteBufAllocator(LEAST_RECEIVE_BYTES, FIRST_RECEIVE_BYTES, MOST_RECEIVE_BYTES));
        config.setWriteBufferWaterMark(
                new WriteBufferWaterMark(FrameSender.MORE_BELOW_BYTES, FrameSender.MAX_WAITING_BYTES));
        config.setOption(ChannelOption.SO_KEEPALIVE, true);
        switch (this) {
            case EPOLL -> {
                config.setOption(EpollChannelOption.TCP_KEEPIDLE, KEEPALIVE_IDLE_S);
                config.setOption(EpollChannelOption.TCP_KEEPINTVL, KEEPALIVE_INTERVAL_S);
                config.setOption(EpollChannelOption.TCP_KEEPCNT, KEEPALIVE_PROBES);
                config.setOption(EpollChannelOption.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS);
            }
            case NIO -> {
                config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEPALIVE_IDLE_S);
                config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEPALIVE_INTERVAL_S);
                config.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), KEEPALIVE_PROBES);
            }
        }
    }

    Class<? extends ServerChannel> listening() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    Class<? extends SocketChannel> connecting() {
        return switch (this) {
            case EPOLL -> EpollSocketChannel.class;
            case NIO -> NioSocketChannel.class;
        };
    }
}
