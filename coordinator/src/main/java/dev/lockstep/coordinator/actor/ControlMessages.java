package dev.lockstep.coordinator.actor;

import com.google.protobuf.ByteString;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.coordinator.protocol.Effect;
import dev.lockstep.coordinator.protocol.Event;
import dev.lockstep.proto.Assign;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Finish;
import dev.lockstep.proto.Heartbeat;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Order;
import dev.lockstep.proto.Range;
import dev.lockstep.proto.Ready;
import dev.lockstep.proto.Refused;
import dev.lockstep.proto.Welcome;
import java.util.Optional;

/** Control messages as events, and effects as control messages. */
final class ControlMessages {

    private final int term;
    private final Control welcome;

    /** @param welcome the same for every worker */
    ControlMessages(int term, Welcome welcome) {
        this.term = term;
        this.welcome = Control.newBuilder().setWelcome(welcome).build();
    }

    /** What a worker has said; empty for a message that only workers understand, or of another term. */
    Optional<Event> event(Control control) {
        return Optional.ofNullable(switch (control.getMessageCase()) {
            case HELLO -> hello(control.getHello());
            case READY -> ready(control.getReady());
            case HEARTBEAT -> control.getHeartbeat().getTerm() == term
                    ? heard(control.getHeartbeat())
                    : null;
            case FAILED -> failed(control.getFailed());
            case LEAVE -> control.getLeave().getTerm() == term
                    ? new Event.WorkerLeft(PeerLimits.name(control.getLeave().getWorker()))
                    : null;
            case WELCOME, REFUSED, ASSIGN, ORDER, FINISH, MESSAGE_NOT_SET -> null;
        });
    }

    Control welcome() {
        return welcome;
    }

    Control refuse(Effect.Refuse refuse) {
        return Control.newBuilder().setRefused(Refused.newBuilder().setReason(refuse.reason())).build();
    }

    static Control tooLate() {
        return Control.newBuilder().setRefused(Refused.newBuilder().setReason("the run is over").setOver(true)).build();
    }

    Control assign(Effect.Assign assign) {
        return Control.newBuilder().setAssign(Assign.newBuilder().setTerm(term).setAssignment(assign.assignment())
                .setFromStep(assign.fromStep()).setLo(assign.range().lo()).setHi(assign.range().hi())).build();
    }

    Control order(Effect.Order order) {
        Order.Builder message = Order.newBuilder().setTerm(term).setOrder(order.order()).setVersion(order.version())
                .setPart(order.part());
        order.ranges().forEach(range -> message.addRanges(Range.newBuilder().setLo(range.lo()).setHi(range.hi())));
        return Control.newBuilder().setOrder(message).build();
    }

    Control beat(Effect.Beat beat) {
        return Control.newBuilder().setHeartbeat(Heartbeat.newBuilder().setTerm(term).setStep(beat.step())
                .setReady(beat.ready())).build();
    }

    Control finish(Effect.Finish finish) {
        return Control.newBuilder().setFinish(Finish.newBuilder().setTerm(term).setStatus(finish.status().word()))
                .build();
    }

    static Welcome welcome(String run, int term, String job, HubOpener.OpenHub hub, ByteString token,
            String dataSha256) {
        return Welcome.newBuilder().setRun(run).setTerm(term).setJob(job).setBulkHost(hub.host())
                .setBulkPort(hub.port())
                .setBulkToken(token).setDataSha256(dataSha256).build();
    }

    private static Event hello(Hello hello) {
        return new Event.Hello(PeerLimits.name(hello.getWorker()), hello.getProtocol(),
                PeerLimits.name(hello.getRelease()), PeerLimits.name(hello.getHost()), hello.getProcessId(),
                hello.getSlots());
    }

    private static Event ready(Ready ready) {
        return new Event.Ready(PeerLimits.name(ready.getWorker()), ready.getTerm(),
                PeerLimits.name(ready.getKnownAnswer()));
    }

    private static Event heard(Heartbeat beat) {
        return new Event.Heard(PeerLimits.name(beat.getWorker()), beat.getAssignment(),
                beat.getOrdersList().stream().limit(PeerLimits.MAX_ORDERS).toList());
    }

    private static Event failed(Failed failed) {
        Event.Failure failure = switch (failed.getReason()) {
            case DATA -> Event.Failure.DATA;
            case KNOWN_ANSWER -> Event.Failure.KNOWN_ANSWER;
            case FAULT, UNRECOGNIZED -> Event.Failure.FAULT;
        };
        return new Event.WorkerFailed(PeerLimits.name(failed.getWorker()), failure,
                PeerLimits.words(failed.getMessage()));
    }
}
