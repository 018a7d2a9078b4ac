package dev.lockstep.common.wire;

import java.util.Optional;
import org.junit.jupiter.api.condition.EnabledIf;

@EnabledIf("isAvailable")
class EpollBulkPlaneTest extends NettyPlaneContract {

    EpollBulkPlaneTest() {
        super(Transport.EPOLL, Optional.empty());
    }

    static boolean isAvailable() {
        return Transport.best() == Transport.EPOLL;
    }
}
