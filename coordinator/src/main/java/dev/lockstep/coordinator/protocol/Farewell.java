package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.CheckpointWritten;
import dev.lockstep.coordinator.protocol.Event.Copied;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Heard;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.Tick;
import dev.lockstep.coordinator.protocol.Event.Written;
import dev.lockstep.coordinator.protocol.State.Ended;
import dev.lockstep.coordinator.protocol.State.Files;
import dev.lockstep.coordinator.protocol.State.Finishing;
import java.util.Optional;

/**
 * How a run ends, once it is decided: workers are told until their links have ended or their time is up, while files are
 * written.
 */
final class Farewell {

    private final RunPlan plan;
    private final Roster roster;
    private final Checkpoints checkpoints;

    Farewell(RunPlan plan, Roster roster, Checkpoints checkpoints) {
        this.plan = plan;
        this.roster = roster;
        this.checkpoints = checkpoints;
    }

    /** The run ends, and nothing of it is to be kept that is not on its way to the disk. */
    State begin(Outcome outcome, Turn turn) {
        return begin(outcome, Optional.empty(), turn);
    }

    /** Workers are told first, then a checkpoint is written, then the run's files. */
    State begin(Outcome outcome, Optional<CheckpointMark> keep, Turn turn) {
        tellWorkers(outcome, turn);
        keep.ifPresent(mark -> checkpoints.make(mark, turn));
        return saved(new Finishing(outcome, turn.nowNs(), Files.SAVING, turn.nowNs()), turn);
    }

    State finishing(Finishing finishing, Event event, Turn turn) {
        return bidden(switch (event) {
            case Hello hello -> {
                turn.add(new Effect.TooLate(hello.worker()));
                yield finishing;
            }
            case Detached detached -> {
                roster.remove(detached.worker());
                yield finishing;
            }
            case Copied copied -> {
                checkpoints.copied(copied);
                yield finishing;
            }
            case CheckpointWritten written -> {
                checkpoints.written(written, turn);
                yield saved(written.fault().map(fault -> unsaved(finishing, fault, turn)).orElse(finishing), turn);
            }
            case Written written when finishing.files() == Files.WRITING -> files(finishing,
                    written.fault().map(finishing.outcome()::unwritten).orElse(finishing.outcome()), Files.DONE, turn);
            case Tick _ -> tick(finishing, turn);
            default -> finishing;
        }, turn);
    }

    State ended(Ended ended, Event event, Turn turn) {
        switch (event) {
            case Hello hello -> turn.add(new Effect.TooLate(hello.worker()));
            case Heard heard when roster.get(heard.worker()) != null ->
                turn.add(new Effect.Finish(heard.worker(), ended.outcome().status()));
            default -> {
            }
        }
        return ended;
    }

    private Finishing tick(Finishing finishing, Turn turn) {
        tellWorkers(finishing.outcome(), turn);
        long writeNs = Deadlines.writeNs(plan.parameters());
        if (turn.nowNs() - finishing.filesNs() <= writeNs) {
            return finishing;
        }
        String fault = "the disk did not answer within " + Deadlines.seconds(writeNs);
        return switch (finishing.files()) {
            case SAVING -> write(unsaved(finishing, fault, turn), turn);
            case WRITING -> files(finishing, finishing.outcome().unwritten(fault), Files.DONE, turn);
            case DONE -> finishing;
        };
    }

    /** Goes on to the run's files when no checkpoint is under way. */
    private Finishing saved(Finishing finishing, Turn turn) {
        return finishing.files() == Files.SAVING && !checkpoints.busy() ? write(finishing, turn) : finishing;
    }

    private Finishing write(Finishing finishing, Turn turn) {
        Outcome outcome = finishing.outcome();
        boolean resumable = outcome.status() == RunStatus.STOPPED || outcome.status() == RunStatus.WORKERS_LOST;
        if (resumable && checkpoints.newest() > 0) {
            outcome = outcome.resumable(checkpoints.newest());
        }
        turn.add(new Effect.Write(outcome));
        return files(finishing, outcome, Files.WRITING, turn);
    }

    /** A run that was to be kept and is not has failed; else a lost checkpoint is no worse than in mid-run. */
    private Finishing unsaved(Finishing finishing, String fault, Turn turn) {
        Outcome outcome = finishing.outcome();
        boolean needed = switch (outcome.status()) {
            case STOPPED, WORKERS_LOST -> true;
            case FINISHED -> plan.checkpoint().stopOnFailure();
            case DIVERGED, FAILED -> false;
        };
        if (!needed) {
            turn.tell(new Report.Warning("the last checkpoint could not be written: " + fault));
            return finishing;
        }
        return new Finishing(outcome.unsaved(fault), finishing.sinceNs(), finishing.files(), finishing.filesNs());
    }

    private static Finishing files(Finishing finishing, Outcome outcome, Files files, Turn turn) {
        return new Finishing(outcome, finishing.sinceNs(), files, turn.nowNs());
    }

    private State bidden(Finishing finishing, Turn turn) {
        boolean told = roster.attached() == 0 || turn.nowNs() - finishing.sinceNs() > Deadlines.FAREWELL_NS;
        if (finishing.files() != Files.DONE || !told) {
            return finishing;
        }
        turn.add(new Effect.Complete(finishing.outcome()));
        return new Ended(finishing.outcome());
    }

    private void tellWorkers(Outcome outcome, Turn turn) {
        roster.all().forEach(member -> turn.add(new Effect.Finish(member.worker, outcome.status())));
    }
}
