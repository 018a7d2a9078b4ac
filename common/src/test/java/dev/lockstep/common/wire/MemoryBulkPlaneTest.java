package dev.lockstep.common.wire;

import dev.lockstep.proto.Welcome;

class MemoryBulkPlaneTest extends BulkPlaneFaultsContract {

    private final MemoryBulkPlane plane = new MemoryBulkPlane();

    @Override
    BulkHub open(BulkHub.Listener listener) {
        return plane.hub(SESSION, RUN, listener);
    }

    @Override
    BulkConnector connector() {
        return plane;
    }

    @Override
    Welcome welcome(BulkSession session) {
        return Welcome.newBuilder().setRun(session.run()).setTerm(session.term()).setBulkToken(session.token()).build();
    }

    @Override
    void end() {
        plane.close();
    }
}
