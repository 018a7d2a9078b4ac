package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Ready;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import java.util.List;
import java.util.Optional;

/**
 * Who takes part. A worker says hello and is welcomed, prepares, and is usable when it is ready and its bulk link
 * stands. Until the first step a worker that goes leaves nothing behind, and another may come in its place.
 */
final class Admission {

    /** What a worker is told that comes after the first step has begun. */
    static final String LATE = "the run has started; joining a running job comes with elastic recovery, in a later release";

    private final RunPlan plan;
    private final Roster roster;
    /** Why a worker that was welcomed could not take part in the end; the last one. */
    private String lastWords = "";

    Admission(RunPlan plan, Roster roster) {
        this.plan = plan;
        this.roster = roster;
    }

    void hello(Hello hello, Turn turn) {
        if (roster.get(hello.worker()) == null) {
            Optional<String> refusal = roster.refusal(hello);
            if (refusal.isPresent()) {
                turn.add(new Effect.Refuse(hello.worker(), refusal.get()));
                return;
            }
            roster.add(hello, turn.nowNs());
        }
        turn.add(new Effect.Welcome(hello.worker()));
    }

    /** @return how the run ends, if it does for want of workers that compute the same */
    Optional<Outcome> ready(Ready ready, Turn turn) {
        Member member = roster.get(ready.worker());
        if (member == null || member.ready || ready.term() != plan.term()) {
            return Optional.empty();
        }
        Optional<String> data = roster.dataRefusal(ready);
        if (data.isPresent()) {
            return refuse(member, data.get(), Outcome.DATA_EXIT_CODE, turn);
        }
        Optional<String> answer = roster.answerRefusal(ready);
        if (answer.isPresent()) {
            return refuse(member, answer.get(), RunStatus.FAILED.exitCode(), turn);
        }
        member.ready = true;
        tellIfUsable(member, turn);
        return Optional.empty();
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

    /** Its own words may follow; if it says nothing more, its silence ends it. */
    void detached(Detached detached) {
        Member member = roster.get(detached.worker());
        if (member != null) {
            member.attached = false;
            member.brokenWhy = detached.why();
        }
    }

    /** @return how the run ends, if that was its last worker, or the data cannot be used */
    Optional<Outcome> failed(WorkerFailed failed, Turn turn) {
        Member member = roster.get(failed.worker());
        if (member == null) {
            return Optional.empty();
        }
        drop(member, failed.message(), turn);
        return switch (failed.failure()) {
            case DATA -> Optional.of(new Outcome(RunStatus.FAILED, Outcome.DATA_EXIT_CODE, lastWords));
            case FAULT, KNOWN_ANSWER -> endIfNobodyIsLeft(RunStatus.FAILED.exitCode());
        };
    }

    void left(String worker, Turn turn) {
        Member member = roster.get(worker);
        if (member != null) {
            drop(member, "it left", turn);
        }
    }

    void dropSilent(Turn turn) {
        for (Member member : roster.silent(turn.nowNs())) {
            String why = "it was not heard for " + Deadlines.seconds(Deadlines.SILENCE_NS);
            drop(member, member.brokenWhy == null ? why : why + ", its bulk link: " + member.brokenWhy, turn);
        }
    }

    /** Turns away who is not usable when the run starts. */
    void close(Turn turn) {
        for (Member member : List.copyOf(roster.all())) {
            if (!member.usable()) {
                roster.remove(member);
                turn.add(new Effect.Refuse(member.worker, LATE));
                turn.add(new Effect.Detach(member.worker, "the run has started without it"));
            }
        }
    }

    Outcome deadlinePassed() {
        String message = "%d of %d workers came within workers.deadline = %s".formatted(
                roster.usable(), plan.expect(), Deadlines.seconds(plan.gatherNs()));
        String awaited = roster.awaited();
        if (!awaited.isEmpty()) {
            message += "; " + awaited;
        }
        if (!lastWords.isEmpty()) {
            message += "; last, " + lastWords;
        }
        return Outcome.of(RunStatus.WORKERS_LOST, message);
    }

    private Optional<Outcome> refuse(Member member, String reason, int exitCode, Turn turn) {
        roster.remove(member);
        lastWords = member.who() + " was refused: " + reason;
        turn.add(new Effect.Refuse(member.worker, reason));
        turn.add(new Effect.Detach(member.worker, "refused"));
        return endIfNobodyIsLeft(exitCode);
    }

    private Optional<Outcome> endIfNobodyIsLeft(int exitCode) {
        return roster.isEmpty() ? Optional.of(new Outcome(RunStatus.FAILED, exitCode, lastWords)) : Optional.empty();
    }

    private void drop(Member member, String why, Turn turn) {
        roster.remove(member);
        lastWords = member.who() + " went: " + why;
        turn.tell(new Report.Lost(member.worker, member.host, member.processId, why));
        turn.add(new Effect.Detach(member.worker, why));
    }

    private static void tellIfUsable(Member member, Turn turn) {
        if (member.usable()) {
            turn.tell(new Report.Joined(member.worker, member.host, member.processId, member.slots));
        }
    }
}
