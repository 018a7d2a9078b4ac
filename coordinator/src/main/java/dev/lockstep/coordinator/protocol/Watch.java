package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Heard;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Ready;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.SumsAnswered;
import dev.lockstep.coordinator.protocol.Event.SumsArrived;
import dev.lockstep.coordinator.protocol.Event.Tick;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import dev.lockstep.coordinator.protocol.Event.WorkerLeft;

/** Which workers are heard, and that they hear of the coordinator. */
final class Watch {

    private final Roster roster;

    Watch(Roster roster) {
        this.roster = roster;
    }

    /** Notes who is alive; silence is judged by ticks, which come behind whatever had come before. */
    void hear(Event event, long nowNs) {
        switch (event) {
            case Hello hello -> roster.greeted(hello.worker(), nowNs);
            case Ready ready -> roster.heard(ready.worker(), nowNs);
            case Attached attached -> roster.heard(attached.worker(), nowNs);
            case Heard heard -> roster.heard(heard.worker(), nowNs);
            case WorkerFailed failed -> roster.heard(failed.worker(), nowNs);
            case WorkerLeft left -> roster.heard(left.worker(), nowNs);
            case ScalarsArrived arrived -> roster.heard(arrived.worker(), nowNs);
            case SumsArrived arrived -> roster.heard(arrived.worker(), nowNs);
            case SumsAnswered answered -> roster.heard(answered.worker(), nowNs);
            case Tick _ -> roster.suspectSilent(nowNs);
            default -> {
            }
        }
    }

    /** Shows every worker that the coordinator lives. */
    void beat(long step, Turn turn) {
        for (Member member : roster.all()) {
            turn.add(new Effect.Beat(member.worker, step, member.ready));
        }
    }

    /** Remembers why a link broke; what the worker itself says about it may follow within {@code LAST_WORDS_NS}. */
    void detached(Detached detached, Turn turn) {
        Member member = roster.get(detached.worker());
        if (member != null && member.attached) {
            member.attached = false;
            member.brokenWhy = detached.why();
            member.brokenNs = turn.nowNs();
        }
    }
}
