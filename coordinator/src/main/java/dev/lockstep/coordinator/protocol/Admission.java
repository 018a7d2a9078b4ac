package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Failure;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Ready;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
    /** Of what workers that were welcomed have failed. */
    private final Set<Failure> failures = EnumSet.noneOf(Failure.class);
    private boolean someoneLeft;

    Admission(RunPlan plan, Roster roster) {
        this.plan = plan;
        this.roster = roster;
    }

    void hello(Hello hello, Turn turn) {
        if (roster.get(hello.worker()) == null) {
            Optional<String> refusal = roster.refusal(hello);
            if (refusal.isPresent()) {
                turn.add(new Effect.Refuse(hello.worker(), refusal.get()));
                if (roster.turnAway(hello.worker(), refusal.get())) {
                    warn(new Member(hello, turn.nowNs()).who() + " was refused: " + refusal.get(), turn);
                }
                return;
            }
            roster.add(hello, turn.nowNs());
        }
        turn.add(new Effect.Welcome(hello.worker()));
    }

    /** @return how the run ends, if it does for want of a worker that computes the same */
    Optional<Outcome> ready(Ready ready, Turn turn) {
        Member member = roster.get(ready.worker());
        if (member == null) {
            roster.refuseAgain(ready.worker(), turn);
            return Optional.empty();
        }
        if (member.ready || ready.term() != plan.term()) {
            return Optional.empty();
        }
        Optional<String> refusal = roster.answerRefusal(ready);
        if (refusal.isPresent()) {
            roster.remove(member);
            roster.turnAway(member.worker, refusal.get());
            turn.add(new Effect.Refuse(member.worker, refusal.get()));
            turn.add(new Effect.Detach(member.worker, "refused"));
            return without(member.who() + " was refused: " + refusal.get(), Failure.KNOWN_ANSWER, turn);
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

    /** @return how the run ends, if it does without this worker */
    Optional<Outcome> failed(WorkerFailed failed, Turn turn) {
        Member member = roster.get(failed.worker());
        if (member == null) {
            return Optional.empty();
        }
        drop(member, failed.message(), turn);
        return without(member.who() + " went: " + failed.message(), failed.failure(), turn);
    }

    void left(String worker, Turn turn) {
        Member member = roster.get(worker);
        if (member != null) {
            gone(member, "it left", turn);
        }
    }

    void dropSilent(Turn turn) {
        for (Member member : roster.silent(turn.nowNs())) {
            String why = "it was not heard for " + Deadlines.seconds(Deadlines.SILENCE_NS);
            gone(member, member.brokenWhy == null ? why : why + ", its bulk link: " + member.brokenWhy, turn);
        }
    }

    /** Turns away who is not usable when the run starts. */
    void close(Turn turn) {
        for (Member member : List.copyOf(roster.all())) {
            if (!member.usable()) {
                roster.remove(member);
                roster.turnAway(member.worker, LATE);
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
        boolean allUnfit = roster.isEmpty() && !someoneLeft && !failures.isEmpty();
        if (!allUnfit) {
            return Outcome.of(RunStatus.WORKERS_LOST, message);
        }
        boolean onlyData = failures.stream().allMatch(f -> f == Failure.DATA);
        return Outcome.of(onlyData ? Failure.DATA : Failure.FAULT, message);
    }

    /** The run goes on without a worker that cannot take part, unless nobody could come in its place. */
    private Optional<Outcome> without(String words, Failure failure, Turn turn) {
        lastWords = words;
        failures.add(failure);
        if (plan.failFast()) {
            return Optional.of(Outcome.of(failure, words));
        }
        warn(words, turn);
        return Optional.empty();
    }

    private void gone(Member member, String why, Turn turn) {
        drop(member, why, turn);
        someoneLeft = true;
        lastWords = member.who() + " went: " + why;
        warn(lastWords, turn);
    }

    private void drop(Member member, String why, Turn turn) {
        roster.remove(member);
        roster.turnAway(member.worker, why);
        turn.tell(new Report.Lost(member.worker, member.host, member.processId, why));
        turn.add(new Effect.Detach(member.worker, why));
    }

    /** Whoever started workers by hand wants to know at once which one to mend. */
    private void warn(String words, Turn turn) {
        if (!plan.failFast()) {
            turn.tell(new Report.Warning(words + "; waiting for another worker"));
        }
    }

    private static void tellIfUsable(Member member, Turn turn) {
        if (member.usable()) {
            turn.tell(new Report.Joined(member.worker, member.host, member.processId, member.slots));
        }
    }
}
