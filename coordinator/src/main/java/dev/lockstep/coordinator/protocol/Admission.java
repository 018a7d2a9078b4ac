package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Ready;
import java.util.Optional;

/**
 * Who takes part, from the first moment of a run to its end. A worker says hello and is welcomed, prepares, and is usable
 * when it is ready and its bulk link stands.
 */
final class Admission {

    private final RunPlan plan;
    private final Roster roster;
    private final Losses losses;

    Admission(RunPlan plan, Roster roster, Losses losses) {
        this.plan = plan;
        this.roster = roster;
        this.losses = losses;
    }

    void hello(Hello hello, Turn turn) {
        if (roster.isGone(hello.worker())) {
            roster.refuseAgain(hello.worker(), turn);
            return;
        }
        if (roster.get(hello.worker()) == null) {
            Optional<String> refusal = roster.refusal(hello);
            if (refusal.isPresent()) {
                turn.add(new Effect.Refuse(hello.worker(), refusal.get()));
                if (roster.turnAway(hello.worker(), refusal.get()) && !plan.failFast()) {
                    turn.tell(new Report.Warning(
                            new Member(hello, turn.nowNs()).who() + " was refused: " + refusal.get()));
                }
                return;
            }
            roster.add(hello, turn.nowNs());
        }
        turn.add(new Effect.Welcome(hello.worker()));
    }

    void ready(Ready ready, Turn turn) {
        Member member = roster.get(ready.worker());
        if (member == null) {
            roster.refuseAgain(ready.worker(), turn);
            return;
        }
        if (member.ready || ready.term() != plan.term()) {
            return;
        }
        Optional<String> refusal = roster.answerRefusal(ready);
        if (refusal.isPresent()) {
            losses.unfit(member, refusal.get(), turn);
            return;
        }
        member.ready = true;
        tellIfUsable(member, turn);
    }

    void attached(Attached attached, Turn turn) {
        Member member = roster.get(attached.worker());
        if (member == null) {
            turn.add(new Effect.Detach(attached.worker(), "not a worker of this run"));
        } else if (!member.attached) {
            member.attached = true;
            member.brokenWhy = null;
            tellIfUsable(member, turn);
        }
    }

    private static void tellIfUsable(Member member, Turn turn) {
        if (member.usable() && !member.joined) {
            member.joined = true;
            turn.tell(new Report.Joined(member.worker, member.host, member.processId, member.slots));
        }
    }
}
