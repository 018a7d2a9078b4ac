package dev.lockstep.coordinator.protocol;

import dev.lockstep.coordinator.protocol.Event.BlockStepped;
import dev.lockstep.coordinator.protocol.Event.CheckpointWritten;
import dev.lockstep.coordinator.protocol.Event.Copied;
import dev.lockstep.coordinator.protocol.Event.NotFinite;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.StopRequested;
import dev.lockstep.coordinator.protocol.Event.SumsArrived;
import dev.lockstep.coordinator.protocol.Event.Tick;
import dev.lockstep.coordinator.protocol.Event.Whole;
import dev.lockstep.coordinator.protocol.State.Ended;
import dev.lockstep.coordinator.protocol.State.Evaluating;
import dev.lockstep.coordinator.protocol.State.Finishing;
import dev.lockstep.coordinator.protocol.State.Gathering;
import dev.lockstep.coordinator.protocol.State.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The protocol of a run, as a function from events to effects. One instance is one run; not for use by several threads
 * at once. {@link State} is its table of contents, {@link Effect} says in which order effects stand.
 *
 * <p>In steady state a step needs no control message: an {@link Effect.Assign} stands until it is changed, and the
 * parameters' arrival starts the step at a worker. Workers may come and go at any time; what a worker that is gone, or
 * not heard, still owes is ordered from others ({@link Orders}). Late, repeated and stale messages are normal and dropped
 * silently.
 */
public final class CoordinatorProtocol {

    private final RunPlan plan;
    private final Roster roster;
    private final Losses losses;
    private final Admission admission;
    private final Watch watch;
    private final OwnClock clock;
    private final Checkpoints checkpoints;
    private final Farewell farewell;
    private final TrainingCourse course;
    private State state;

    public CoordinatorProtocol(RunPlan plan, long nowNs) {
        this.plan = plan;
        this.roster = new Roster(plan);
        this.losses = new Losses(plan, roster, nowNs);
        this.admission = new Admission(plan, roster, losses);
        this.watch = new Watch(roster);
        this.clock = new OwnClock(nowNs);
        this.checkpoints = new Checkpoints(plan);
        this.farewell = new Farewell(plan, roster, checkpoints);
        this.course = new TrainingCourse(plan, roster, losses, checkpoints, farewell);
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
        Turn turn = new Turn(clock.awakeNs(nowNs));
        watch.hear(event, turn.nowNs());
        state = switch (state) {
            case Gathering gathering -> gathering(gathering, event, turn);
            case Training training -> training(training, event, turn);
            case Evaluating evaluating -> evaluating(evaluating, event, turn);
            case Finishing finishing -> farewell.finishing(finishing, event, turn);
            case Ended ended -> farewell.ended(ended, event, turn);
        };
        if (mayChangeWhatIsOwed(event)) {
            state = course.mend(state, turn);
        }
        return turn.out();
    }

    /** What is made of sums that are here concerns no worker; but the last block brings the next step. */
    private static boolean mayChangeWhatIsOwed(Event event) {
        return !(event instanceof BlockStepped);
    }

    private State gathering(Gathering gathering, Event event, Turn turn) {
        Optional<Outcome> end = members(event, 0, List.of(), turn)
                .or(() -> losses.beforeStart(gathering.sinceNs(), turn));
        if (end.isPresent()) {
            return farewell.begin(end.get(), turn);
        }
        return event instanceof StopRequested
                ? farewell.begin(course.stopped(), turn)
                : startIfGathered(gathering, turn);
    }

    private State startIfGathered(Gathering gathering, Turn turn) {
        long usable = roster.reliable().size();
        boolean late = turn.nowNs() - gathering.sinceNs() > plan.gatherNs();
        if (late && usable > 0 && plan.goesOn()) {
            losses.begin();
            return course.start(turn);
        }
        if (usable < plan.expect()) {
            return new Gathering(gathering.sinceNs(), OptionalLong.empty());
        }
        long enoughSinceNs = gathering.enoughSinceNs().orElse(turn.nowNs());
        if (usable < roster.all().size() && turn.nowNs() - enoughSinceNs < Deadlines.LATECOMERS_NS) {
            return new Gathering(gathering.sinceNs(), OptionalLong.of(enoughSinceNs));
        }
        losses.begin();
        return course.start(turn);
    }

    private State training(Training training, Event event, Turn turn) {
        StepProgress step = training.step();
        List<OpenSum> open = List.of(step.sum());
        if (event instanceof StopRequested) {
            course.requestStop(turn.nowNs());
        }
        Optional<Outcome> end = members(event, step.step(), open, turn)
                .or(course::undecided)
                .or(() -> course.stopAnyway(turn.nowNs()))
                .or(() -> losses.whileRunning("in " + step.sum().name(), turn.nowNs()))
                .or(() -> checkpoints.overdue(step.step(), turn.nowNs()))
                .or(() -> Stuck.outcome(training, roster, turn.nowNs()));
        if (end.isPresent()) {
            return course.finish(end.get(), turn);
        }
        return switch (event) {
            case ScalarsArrived arrived -> course.scalars(training, arrived, turn);
            case SumsArrived arrived -> {
                course.sums(step, arrived, turn);
                yield training;
            }
            case BlockStepped stepped -> course.stepped(training, stepped, turn);
            case NotFinite notFinite -> course.notFinite(training, notFinite, turn);
            case Whole whole -> course.whole(training, whole, turn);
            case Copied _,CheckpointWritten _ -> course.proceed(step, turn);
            default -> {
                course.audited(step, event, turn);
                yield training;
            }
        };
    }

    private State evaluating(Evaluating evaluating, Event event, Turn turn) {
        OpenSum evaluation = evaluating.evaluation();
        List<OpenSum> open = new ArrayList<>(List.of(evaluation));
        evaluating.step().ifPresent(step -> open.add(step.sum()));
        Optional<Outcome> end = members(event, evaluation.version(), open, turn)
                .or(course::undecided)
                .or(() -> losses.whileRunning("in " + evaluation.name(), turn.nowNs()))
                .or(() -> Stuck.outcome(evaluation, roster, turn.nowNs()));
        if (end.isPresent()) {
            return course.finish(end.get(), turn);
        }
        return switch (event) {
            case ScalarsArrived arrived -> course.evaluated(evaluating, arrived, turn);
            case SumsArrived arrived -> {
                evaluating.step().ifPresent(step -> course.sums(step, arrived, turn));
                yield evaluating;
            }
            case StopRequested _ -> course.finish(course.stopped(), turn);
            default -> {
                evaluating.step().ifPresent(step -> course.audited(step, event, turn));
                yield evaluating;
            }
        };
    }

    /**
     * What concerns the workers of a run that is not over, at any time.
     *
     * @param version committed
     * @param open    what workers compute
     * @return how the run ends, if something outside of the protocol ends it
     */
    private Optional<Outcome> members(Event event, long version, List<OpenSum> open, Turn turn) {
        switch (event) {
            case Event.Hello hello -> admission.hello(hello, turn);
            case Event.Ready ready -> admission.ready(ready, turn);
            case Event.Attached attached -> admission.attached(attached, turn);
            case Event.Detached detached -> {
                watch.detached(detached, turn);
                course.detached(detached.worker(), open);
            }
            case Event.Heard heard -> heard(heard, turn);
            case Event.WorkerFailed failed -> losses.failed(failed, turn);
            case Event.WorkerLeft left -> losses.gone(left.worker(), "it left", turn);
            case Event.Suspected suspected -> losses.suspected(suspected, turn);
            case Event.WritingFailed failed -> turn.tell(new Report.Warning("the run's metrics cannot be written: "
                    + failed.fault()
                    + "; training goes on, and they are written with the next checkpoint or at the end, "
                    + "if they can be by then"));
            case Copied copied -> checkpoints.copied(copied);
            case CheckpointWritten written -> {
                return course.checkpointWritten(written, turn);
            }
            case Event.Aborted aborted -> {
                return Optional.of(aborted.outcome());
            }
            case Tick _ -> {
                watch.beat(version, turn);
                losses.byNow(turn);
            }
            default -> {
            }
        }
        return Optional.empty();
    }

    private void heard(Event.Heard heard, Turn turn) {
        Member member = roster.get(heard.worker());
        if (member == null) {
            roster.refuseAgain(heard.worker(), turn);
        } else {
            course.repeat(member, heard, turn);
        }
    }
}
