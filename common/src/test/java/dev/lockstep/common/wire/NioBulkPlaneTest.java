package dev.lockstep.common.wire;

import java.util.Optional;

class NioBulkPlaneTest extends NettyPlaneContract {

    NioBulkPlaneTest() {
        super(Transport.NIO, Optional.empty());
    }
}
