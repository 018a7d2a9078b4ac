package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Failure;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Workers go, for whatever reason, and a run goes on without them as long as somebody is left or may still come. Knows
 * how long nobody was there, and the words about it.
 */
final class Losses {

    private final RunPlan plan;
    private final Roster roster;
    /** Why a worker could not take part any more; the last one. */
    private String lastWords = "";
    /** Of what workers have failed. */
    private final Set<Failure> failures = EnumSet.noneOf(Failure.class);
    private boolean someoneWent;
    private boolean begun;
    /** Since when nobody can be given work. */
    private long vacantSinceNs;

    Losses(RunPlan plan, Roster roster, long nowNs) {
        this.plan = plan;
        this.roster = roster;
        this.vacantSinceNs = nowNs;
    }

    void failed(WorkerFailed failed, Turn turn) {
        Member member = roster.get(failed.worker());
        if (member != null) {
            failures.add(failed.failure());
            drop(member, "went: ", failed.message(), turn);
        }
    }

    void unfit(Member member, String why, Turn turn) {
        failures.add(Failure.KNOWN_ANSWER);
        roster.turnAway(member.worker, why);
        turn.add(new Effect.Refuse(member.worker, why));
        drop(member, "was refused: ", why, turn);
    }

    /** It computes other bits than others. */
    void quarantined(String worker, String why, Turn turn) {
        Member member = roster.get(worker);
        if (member != null) {
            someoneWent = true;
            roster.quarantine(member, why);
            turn.add(new Effect.Refuse(worker, why));
            drop(member, "was sent away: ", why, turn);
        }
    }

    void gone(String worker, String why, Turn turn) {
        Member member = roster.get(worker);
        if (member != null) {
            someoneWent = true;
            drop(member, "went: ", why, turn);
        }
    }

    /** The cluster's membership holds that a worker is gone; who is heard is not, but may be the next life of one. */
    void suspected(Event.Suspected suspected, Turn turn) {
        Member member = roster.get(suspected.worker());
        if (member != null && (member.silent || member.brokenWhy != null)) {
            gone(suspected.worker(), suspected.why(), turn);
        }
    }

    /** From now on the run goes on with whoever is there. */
    void begin() {
        begun = true;
    }

    /** Who broke off and did not come back, or has been silent for too long. */
    void byNow(Turn turn) {
        for (Member member : List.copyOf(roster.all())) {
            if (member.brokenWhy != null && turn.nowNs() - member.brokenNs >= Deadlines.LAST_WORDS_NS) {
                gone(member.worker, "its bulk link is gone: " + member.brokenWhy, turn);
            } else if (turn.nowNs() - member.heardNs > Deadlines.SILENCE_NS) {
                gone(member.worker, "it was not heard for " + Deadlines.seconds(Deadlines.SILENCE_NS), turn);
            }
        }
    }

    /**
     * How a run ends that has not begun, if it does: too few have come, or one went where nobody else can come. A run that
     * an earlier term has begun goes on with fewer.
     */
    Optional<Outcome> beforeStart(long sinceNs, Turn turn) {
        if (plan.failFast() && !failures.isEmpty()) {
            return Optional.of(Outcome.of(failures.iterator().next(), lastWords));
        }
        if (plan.failFast() && someoneWent) {
            return Optional.of(Outcome.of(RunStatus.WORKERS_LOST, lastWords));
        }
        if (turn.nowNs() - sinceNs <= plan.gatherNs()) {
            return Optional.empty();
        }
        String message = "%d of %d workers came within workers.deadline = %s".formatted(
                roster.usable(), plan.expect(), Deadlines.seconds(plan.gatherNs()));
        String awaited = roster.awaited();
        if (!awaited.isEmpty()) {
            message += "; " + awaited;
        }
        message += last();
        if (plan.goesOn() && !roster.reliable().isEmpty()) {
            turn.tell(new Report.Warning(message + "; the run goes on with those that are there"));
            return Optional.empty();
        }
        if (!allFailed()) {
            return Optional.of(Outcome.of(RunStatus.WORKERS_LOST, message));
        }
        return Optional.of(Outcome.of(onlyForData() ? Failure.DATA : Failure.FAULT, message));
    }

    /**
     * How a run ends that has begun, if it does: nobody is left, and nobody came for too long.
     *
     * @param when "in step 3"
     */
    Optional<Outcome> whileRunning(String when, long nowNs) {
        if (!roster.reliable().isEmpty()) {
            vacantSinceNs = nowNs;
            return Optional.empty();
        }
        if (plan.failFast() && roster.isEmpty()) {
            return Optional.of(withoutWorkers("no worker is left " + when + last()));
        }
        return nowNs - vacantSinceNs <= plan.gatherNs()
                ? Optional.empty()
                : Optional.of(withoutWorkers("no worker was there %s within workers.deadline = %s%s".formatted(when,
                        Deadlines.seconds(plan.gatherNs()), last())));
    }

    private Outcome withoutWorkers(String message) {
        return allFailed() && onlyForData()
                ? Outcome.of(Failure.DATA, message)
                : Outcome.of(RunStatus.WORKERS_LOST, message);
    }

    private boolean allFailed() {
        return roster.isEmpty() && !someoneWent && !failures.isEmpty();
    }

    private boolean onlyForData() {
        return failures.stream().allMatch(f -> f == Failure.DATA);
    }

    private String last() {
        return lastWords.isEmpty() ? "" : "; last, " + lastWords;
    }

    private void drop(Member member, String verb, String why, Turn turn) {
        roster.remove(member.worker);
        if (member.joined) {
            turn.tell(new Report.Lost(member.worker, member.host, member.processId, why));
        }
        turn.add(new Effect.Detach(member.worker, why));
        lastWords = member.who() + " " + verb + why;
        // Whoever started workers by hand wants to know at once which one to mend.
        if (begun && !roster.reliable().isEmpty()) {
            turn.tell(new Report.Warning(lastWords + "; the run goes on without it"));
        } else if (!plan.failFast()) {
            turn.tell(new Report.Warning(lastWords + "; waiting for another worker"));
        }
    }
}
