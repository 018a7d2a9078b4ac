package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.Aborted;
import dev.lockstep.coordinator.protocol.Event.Attached;
import dev.lockstep.coordinator.protocol.Event.BlockStepped;
import dev.lockstep.coordinator.protocol.Event.CheckpointWritten;
import dev.lockstep.coordinator.protocol.Event.Copied;
import dev.lockstep.coordinator.protocol.Event.Detached;
import dev.lockstep.coordinator.protocol.Event.Heard;
import dev.lockstep.coordinator.protocol.Event.Hello;
import dev.lockstep.coordinator.protocol.Event.NotFinite;
import dev.lockstep.coordinator.protocol.Event.Ready;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.StopRequested;
import dev.lockstep.coordinator.protocol.Event.SumsArrived;
import dev.lockstep.coordinator.protocol.Event.Suspected;
import dev.lockstep.coordinator.protocol.Event.Tick;
import dev.lockstep.coordinator.protocol.Event.Whole;
import dev.lockstep.coordinator.protocol.Event.WorkerFailed;
import dev.lockstep.coordinator.protocol.Event.WorkerLeft;
import dev.lockstep.coordinator.protocol.Event.WritingFailed;
import dev.lockstep.coordinator.protocol.Event.Written;
import dev.lockstep.coordinator.protocol.State.Ended;
import dev.lockstep.coordinator.protocol.State.Evaluating;
import dev.lockstep.coordinator.protocol.State.Finishing;
import dev.lockstep.coordinator.protocol.State.Gathering;
import dev.lockstep.coordinator.protocol.State.Training;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The protocol of a run, as a function from events to effects. One instance is one run; not for use by several threads
 * at once. {@link State} is its table of contents, {@link Effect} says in which order effects stand.
 *
 * <p>In steady state a step needs no control message: an {@link Effect.Assign} stands until it is changed, and the
 * parameters' arrival starts the step at a worker. Late, repeated and stale messages are normal and dropped silently.
 */
public final class CoordinatorProtocol {

    private static final String OVER = "the run is over";

    private final RunPlan plan;
    private final Roster roster;
    private final Admission admission;
    private final Watch watch;
    private final TrainingCourse course;
    private State state;

    public CoordinatorProtocol(RunPlan plan, long nowNs) {
        this.plan = plan;
        this.roster = new Roster(plan);
        this.admission = new Admission(plan, roster);
        this.watch = new Watch(roster, nowNs);
        this.course = new TrainingCourse(plan, roster);
        this.state = new Gathering(nowNs, OptionalLong.empty());
    }

    public State state() {
        return state;
    }

    /**
     * Takes one event.
     *
     * @param nowNs a clock that never goes back
     * @return what to do, in this order
     */
    public List<Effect> on(Event event, long nowNs) {
        Turn turn = new Turn(nowNs);
        watch.hear(event, nowNs);
        state = switch (state) {
            case Gathering gathering -> gathering(gathering, event, turn);
            case Training training -> training(training, event, turn);
            case Evaluating evaluating -> evaluating(evaluating, event, turn);
            case Finishing finishing -> finishing(finishing, event, turn);
            case Ended ended -> ended(ended, event, turn);
        };
        return turn.out();
    }

    private State gathering(Gathering gathering, Event event, Turn turn) {
        Optional<Outcome> end = Optional.empty();
        switch (event) {
            case Hello hello -> admission.hello(hello, turn);
            case Heard heard -> watch.heard(heard, turn);
            case Ready ready -> end = admission.ready(ready, turn);
            case Attached attached -> admission.attached(attached, turn);
            case Detached detached -> admission.detached(detached);
            case WorkerFailed failed -> end = admission.failed(failed, turn);
            case WorkerLeft left -> admission.left(left.worker(), turn);
            case StopRequested _ -> end = Optional.of(course.stopped(0));
            case Aborted aborted -> end = Optional.of(aborted.outcome());
            case WritingFailed failed -> warnOfWriting(failed, turn);
            case Tick _ -> {
                watch.beat(0, turn);
                admission.dropSilent(turn);
                if (turn.nowNs() - gathering.sinceNs() > plan.gatherNs()) {
                    end = Optional.of(admission.deadlinePassed());
                }
            }
            // Its silence will tell; nothing else is under way yet.
            case Suspected _,ScalarsArrived _,SumsArrived _,NotFinite _,Whole _,BlockStepped _,Copied _,CheckpointWritten _,Written _ ->
                {
                }
        }
        return end.isPresent() ? turn.finish(roster, end.get()) : startIfGathered(gathering, turn);
    }

    private State startIfGathered(Gathering gathering, Turn turn) {
        long usable = roster.usable();
        if (usable < plan.expect()) {
            return new Gathering(gathering.sinceNs(), OptionalLong.empty());
        }
        long enoughSinceNs = gathering.enoughSinceNs().orElse(turn.nowNs());
        if (usable < roster.all().size() && turn.nowNs() - enoughSinceNs < Deadlines.LATECOMERS_NS) {
            return new Gathering(gathering.sinceNs(), OptionalLong.of(enoughSinceNs));
        }
        admission.close(turn);
        return course.start(turn);
    }

    private State training(Training training, Event event, Turn turn) {
        StepProgress step = training.step();
        Optional<Outcome> end = running(event, step.step(), "in step " + (step.step() + 1), turn)
                .or(() -> event instanceof Tick
                        ? watch.stuck(step, "in step " + (step.step() + 1), turn)
                        : Optional.empty());
        if (end.isPresent()) {
            return turn.finish(roster, course.unlessStopping(end.get(), step.step()));
        }
        return switch (event) {
            case ScalarsArrived arrived -> course.scalars(training, arrived, turn);
            case BlockStepped stepped -> course.stepped(training, stepped, turn);
            case NotFinite notFinite -> course.notFinite(training, notFinite, turn);
            case Whole whole -> course.whole(training, whole, turn);
            case StopRequested _ -> {
                course.requestStop();
                yield training;
            }
            default -> training;
        };
    }

    private State evaluating(Evaluating evaluating, Event event, Turn turn) {
        EvaluationProgress evaluation = evaluating.evaluation();
        String when = "in the evaluation after step " + evaluation.version();
        Optional<Outcome> end = running(event, evaluation.version(), when, turn)
                .or(() -> event instanceof Tick ? watch.stuck(evaluation, when, turn) : Optional.empty());
        if (end.isPresent()) {
            return turn.finish(roster, end.get());
        }
        return switch (event) {
            case ScalarsArrived arrived -> course.evaluated(evaluating, arrived, turn);
            case StopRequested _ -> turn.finish(roster, course.stopped(evaluation.version()));
            default -> evaluating;
        };
    }

    /** What concerns the workers of a run that goes on. */
    private Optional<Outcome> running(Event event, long step, String when, Turn turn) {
        switch (event) {
            case Hello hello -> watch.hello(hello, turn);
            case Heard heard -> watch.heard(heard, turn);
            case Ready ready -> roster.refuseAgain(ready.worker(), turn);
            case Attached attached -> watch.attached(attached, turn);
            case Detached detached -> watch.detached(detached, turn);
            case WorkerFailed failed -> {
                return watch.failed(failed, when, turn);
            }
            case WorkerLeft left -> {
                return watch.lost(left.worker(), "it left", when, turn);
            }
            case Suspected suspected -> {
                return watch.lost(suspected.worker(), suspected.why(), when, turn);
            }
            case Aborted aborted -> {
                return Optional.of(aborted.outcome());
            }
            case WritingFailed failed -> warnOfWriting(failed, turn);
            case Tick _ -> {
                watch.beat(step, turn);
                return watch.lostByNow(when, turn);
            }
            case ScalarsArrived _,SumsArrived _,NotFinite _,Whole _,BlockStepped _,Copied _,CheckpointWritten _,StopRequested _,Written _ ->
                {
                }
        }
        return Optional.empty();
    }

    private static void warnOfWriting(WritingFailed failed, Turn turn) {
        turn.tell(new Report.Warning("the run's files cannot be written: " + failed.fault()
                + "; training goes on, but the run will end as failed"));
    }

    /** Tells workers that the run is over until their links have ended or their time is up, while files are written. */
    private State finishing(Finishing finishing, Event event, Turn turn) {
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
        return written && told ? end(outcome, turn) : new Finishing(outcome, finishing.sinceNs(), written);
    }

    private static State end(Outcome outcome, Turn turn) {
        turn.add(new Effect.Complete(outcome));
        return new Ended(outcome);
    }

    private State ended(Ended ended, Event event, Turn turn) {
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
