package dev.lockstep.worker.actor;

import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Heartbeat;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Leave;
import dev.lockstep.proto.Ready;
import dev.lockstep.worker.protocol.Effect;
import java.util.UUID;

/**
 * Who a worker is, and what it says.
 *
 * @param worker unique for one life of a worker
 */
record WorkerIdentity(String worker, WorkerSettings settings, long processId) {

    /** Of a new life. */
    static WorkerIdentity fresh(WorkerSettings settings) {
        long processId = ProcessHandle.current().pid();
        String life = UUID.randomUUID().toString().substring(0, 8);
        return new WorkerIdentity(settings.host() + "-" + processId + "-" + life, settings, processId);
    }

    Control hello() {
        return Control.newBuilder().setHello(Hello.newBuilder()
                .setProtocol(ControlVersion.CURRENT)
                .setRelease(settings.release())
                .setWorker(worker)
                .setHost(settings.host())
                .setProcessId(processId)
                .setSlots(settings.slots())).build();
    }

    Control ready(Effect.SayReady ready) {
        return Control.newBuilder().setReady(Ready.newBuilder()
                .setWorker(worker)
                .setTerm(ready.term())
                .setKnownAnswer(ready.knownAnswer())).build();
    }

    Control heartbeat(Effect.SayHeartbeat beat) {
        Heartbeat.Builder heartbeat = Heartbeat.newBuilder().setWorker(worker).setTerm(beat.term())
                .setStep(beat.step()).setAssignment(beat.assignment()).addAllOrders(beat.orders());
        return Control.newBuilder().setHeartbeat(heartbeat).build();
    }

    Control failed(Effect.SayFailed failed) {
        return Control.newBuilder()
                .setFailed(
                        Failed.newBuilder().setWorker(worker).setReason(failed.reason()).setMessage(failed.message()))
                .build();
    }

    Control leave(Effect.SayLeave leave) {
        return Control.newBuilder().setLeave(Leave.newBuilder().setWorker(worker).setTerm(leave.term())).build();
    }
}
