package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Failure;
import dev.lockstep.coordinator.protocol.Event.Heard;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Ready;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import java.util.Optional;

/**
 * Whether the workers of a run that goes on are still there. In this release a worker that is lost ends the run, with a
 * message that names it; what would be computed again is where recovery comes in.
 */
final class Watch {

    private final Roster roster;
    private long beatNs;
    private long tickNs;

    Watch(Roster roster, long nowNs) {
        this.roster = roster;
        this.beatNs = nowNs;
        this.tickNs = nowNs;
    }

    /** Notes who is alive. A pause of the coordinator itself is no silence of its workers. */
    void hear(Event event, long nowNs) {
        switch (event) {
            case Hello hello -> roster.heard(hello.worker(), nowNs);
            case Ready ready -> roster.heard(ready.worker(), nowNs);
            case Attached attached -> roster.heard(attached.worker(), nowNs);
            case Heard heard -> roster.heard(heard.worker(), nowNs);
            case ScalarsArrived arrived -> roster.heard(arrived.worker(), nowNs);
            case Event.Tick _ -> {
                long pauseNs = nowNs - tickNs - Deadlines.TICK_NS;
                if (pauseNs > Deadlines.OWN_PAUSE_NS) {
                    roster.forgive(pauseNs);
                }
                tickNs = nowNs;
            }
            default -> {
            }
        }
    }

    /** Shows every worker once in a while that the coordinator lives. */
    void beat(long step, Turn turn) {
        if (turn.nowNs() - beatNs >= Deadlines.HEARTBEAT_NS) {
            beatNs = turn.nowNs();
            for (Member member : roster.all()) {
                turn.add(new Effect.Beat(member.worker, step, member.ready));
            }
        }
    }

    /** Says again what a worker's heartbeat shows that it has not heard. */
    void heard(Heard heard, Turn turn) {
        Member member = roster.get(heard.worker());
        if (member == null) {
            roster.refuseAgain(heard.worker(), turn);
            return;
        }
        if (member.assign != null && heard.assignment() < member.assign.assignment()) {
            turn.add(member.assign);
        }
        if (member.order != null && !heard.orders().contains(member.order.order())) {
            turn.add(member.order);
        }
    }

    /** A worker that comes after the start is turned away; one that was welcomed before has no more to say. */
    void hello(Hello hello, Turn turn) {
        if (roster.get(hello.worker()) == null) {
            turn.add(new Effect.Refuse(hello.worker(), roster.refusal(hello).orElse(Admission.LATE)));
        }
    }

    void attached(Attached attached, Turn turn) {
        if (roster.get(attached.worker()) == null) {
            turn.add(new Effect.Detach(attached.worker(), "not a worker of this run"));
        }
    }

    /** Remembers why a link broke; what the worker itself says about it may follow within {@code LAST_WORDS_NS}. */
    void detached(Detached detached, Turn turn) {
        Member member = roster.get(detached.worker());
        if (member != null && member.brokenWhy == null) {
            member.attached = false;
            member.brokenWhy = detached.why();
            member.brokenNs = turn.nowNs();
        }
    }

    Optional<Outcome> failed(WorkerFailed failed, String when, Turn turn) {
        Optional<Outcome> lost = lost(failed.worker(), "it failed: " + failed.message(), when, turn);
        return failed.failure() == Failure.DATA
                ? lost.map(o -> Outcome.ofInput(o.message()))
                : lost;
    }

    /** @return how the run ends, if {@code worker} is one of it */
    Optional<Outcome> lost(String worker, String why, String when, Turn turn) {
        Member member = roster.get(worker);
        if (member == null) {
            return Optional.empty();
        }
        roster.remove(member);
        turn.tell(new Report.Lost(member.worker, member.host, member.processId, why));
        turn.add(new Effect.Detach(member.worker, why));
        return Optional.of(Outcome.of(RunStatus.WORKERS_LOST, member.who() + " was lost " + when + ": " + why
                + "; this release does not go on without it"));
    }

    /** Who broke off, or has been silent for too long. */
    Optional<Outcome> lostByNow(String when, Turn turn) {
        for (Member member : roster.all()) {
            if (member.brokenWhy != null && turn.nowNs() - member.brokenNs >= Deadlines.LAST_WORDS_NS) {
                return lost(member.worker, "its bulk link is gone: " + member.brokenWhy, when, turn);
            }
        }
        for (Member member : roster.silent(turn.nowNs())) {
            String why = "it was not heard for " + Deadlines.seconds(Deadlines.SILENCE_NS);
            return lost(member.worker, why, when, turn);
        }
        return Optional.empty();
    }

    /** A step of which nothing comes any more although every worker is heard. */
    Optional<Outcome> stuck(StepProgress step, String when, Turn turn) {
        if (turn.nowNs() - step.progressNs() <= Deadlines.PROGRESS_NS) {
            return Optional.empty();
        }
        String missing = step.lossKnown()
                ? "blocks " + step.missingBlocks() + " are not complete"
                : "the loss of shards " + step.missingShards() + " is missing, from "
                        + roster.owing(step.missingShards(), false);
        return stuck(missing, when);
    }

    /** An evaluation of which nothing comes any more although every worker is heard. */
    Optional<Outcome> stuck(EvaluationProgress evaluation, String when, Turn turn) {
        if (turn.nowNs() - evaluation.progressNs() <= Deadlines.PROGRESS_NS) {
            return Optional.empty();
        }
        return stuck("the loss of shards " + evaluation.missingShards() + " is missing, from "
                + roster.owing(evaluation.missingShards(), true), when);
    }

    private static Optional<Outcome> stuck(String missing, String when) {
        return Optional.of(Outcome.of(RunStatus.WORKERS_LOST,
                "nothing has come for " + Deadlines.seconds(Deadlines.PROGRESS_NS) + " " + when + ": " + missing));
    }
}
