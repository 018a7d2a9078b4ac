package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Heard;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Tick;
import dev.lockstep.coordinator.protocol.Event.Written;
import dev.lockstep.coordinator.protocol.State.Ended;
import dev.lockstep.coordinator.protocol.State.Finishing;

/** How a run ends, once it is decided: workers are told until their links have ended or their time is up, while files are written. */
final class Farewell {

    private static final String OVER = "the run is over";

    private final RunPlan plan;
    private final Roster roster;

    Farewell(RunPlan plan, Roster roster) {
        this.plan = plan;
        this.roster = roster;
    }

    /** Workers are told first, then files are written. */
    State begin(Outcome outcome, Turn turn) {
        roster.all().forEach(member -> turn.add(new Effect.Finish(member.worker, outcome.status())));
        turn.add(new Effect.Write(outcome));
        return new Finishing(outcome, turn.nowNs(), false);
    }

    State finishing(Finishing finishing, Event event, Turn turn) {
        Outcome outcome = finishing.outcome();
        boolean written = finishing.written();
        switch (event) {
            case Hello hello -> turn.add(new Effect.Refuse(hello.worker(), OVER));
            case Detached detached -> roster.remove(detached.worker());
            case Written w -> {
                outcome = w.fault().map(outcome::unwritten).orElse(outcome);
                written = true;
            }
            case Tick _ -> {
                roster.all()
                        .forEach(member -> turn.add(new Effect.Finish(member.worker, finishing.outcome().status())));
                long writeNs = Deadlines.writeNs(plan.parameters());
                if (!written && turn.nowNs() - finishing.sinceNs() > writeNs) {
                    outcome = outcome.unwritten("the disk did not answer within " + Deadlines.seconds(writeNs));
                    written = true;
                }
            }
            default -> {
            }
        }
        boolean told = roster.attached() == 0 || turn.nowNs() - finishing.sinceNs() > Deadlines.FAREWELL_NS;
        if (!written || !told) {
            return new Finishing(outcome, finishing.sinceNs(), written);
        }
        turn.add(new Effect.Complete(outcome));
        return new Ended(outcome);
    }

    State ended(Ended ended, Event event, Turn turn) {
        switch (event) {
            case Hello hello -> turn.add(new Effect.Refuse(hello.worker(), OVER));
            case Heard heard when roster.get(heard.worker()) != null ->
                turn.add(new Effect.Finish(heard.worker(), ended.outcome().status()));
            default -> {
            }
        }
        return ended;
    }
}
