package dev.lockstep.common.wire;

import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isAvailable")
class EpollBulkPlaneTest extends NettyPlaneContract {

    EpollBulkPlaneTest() {
        super(Transport.EPOLL);
    }

    static boolean isAvailable() {
        return Transport.best() == Transport.EPOLL;
    }
}
