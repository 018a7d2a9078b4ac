package dev.lockstep.worker.actor;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.proto.Control;
import dev.lockstep.worker.protocol.Event;
import java.util.Optional;

/** Control messages as events of the worker's protocol. */
final class Incoming {

    private Incoming() {}

    /** Empty for what no coordinator says. */
    static Optional<Event> event(Control control) {
        return Optional.ofNullable(switch (control.getMessageCase()) {
            case WELCOME -> new Event.Welcomed(control.getWelcome());
            case REFUSED -> new Event.Refused(PeerLimits.words(control.getRefused().getReason()),
                    control.getRefused().getOver());
            case ASSIGN -> {
                var assign = control.getAssign();
                yield new Event.Assigned(assign.getTerm(), assign.getAssignment(), assign.getFromStep(),
                        new ShardRange(assign.getLo(), assign.getHi()));
            }
            case ORDER -> {
                var order = control.getOrder();
                yield new Event.Ordered(order.getTerm(), order.getOrder(), order.getVersion(), order.getPart(),
                        order.getRangesList().stream().map(r -> new ShardRange(r.getLo(), r.getHi())).toList());
            }
            case HEARTBEAT -> new Event.HeartbeatHeard(control.getHeartbeat().getTerm(),
                    control.getHeartbeat().getReady());
            case FINISH ->
                new Event.Finished(control.getFinish().getTerm(), PeerLimits.name(control.getFinish().getStatus()));
            case HELLO, READY, FAILED, LEAVE, MESSAGE_NOT_SET -> null;
        });
    }
}
