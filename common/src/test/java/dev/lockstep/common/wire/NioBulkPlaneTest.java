package dev.lockstep.common.wire;

class NioBulkPlaneTest extends NettyPlaneContract {

    NioBulkPlaneTest() {
        super(Transport.NIO);
    }
}
