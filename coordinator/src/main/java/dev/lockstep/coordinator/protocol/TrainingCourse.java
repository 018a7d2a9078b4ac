package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.coordinator.protocol.Effect.Commit;
import dev.lockstep.coordinator.protocol.Effect.Proceed;
import dev.lockstep.coordinator.protocol.Event.BlockStepped;
import dev.lockstep.coordinator.protocol.Event.CheckpointWritten;
import dev.lockstep.coordinator.protocol.Event.NotFinite;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.SumsArrived;
import dev.lockstep.coordinator.protocol.Event.Whole;
import dev.lockstep.coordinator.protocol.State.Evaluating;
import dev.lockstep.coordinator.protocol.State.Training;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** How training goes: from step to step, by evaluations, to its end. Messages to people count steps and epochs from 1. */
final class TrainingCourse {

    private final RunPlan plan;
    private final Roster roster;
    private final ShardTree tree;
    private final Farewell farewell;
    private final StopRules rules;
    private final Divergence divergence;
    private final Speeds speeds = new Speeds();
    private final Audience audience;
    private final Assignments assignments;
    private final Orders orders;
    private final Audits audits;
    private final Checkpoints checkpoints;
    private long stepStartNs;
    /** Where the committed version stands: what a run that goes on from it must know. */
    private CheckpointMark mark;
    /** The rule that ends the run, once one does. */
    private Optional<String> end = Optional.empty();
    /** Somebody wants the run to end with the step that goes on. */
    private boolean stopRequested;
    private long stopRequestedNs;

    TrainingCourse(RunPlan plan, Roster roster, Losses losses, Checkpoints checkpoints, Farewell farewell) {
        this.plan = plan;
        this.roster = roster;
        this.tree = new ShardTree(plan.shards());
        this.checkpoints = checkpoints;
        this.farewell = farewell;
        this.mark = plan.from().mark();
        this.rules = new StopRules(plan);
        this.divergence = new Divergence(plan);
        this.audience = new Audience(roster);
        this.assignments = new Assignments(roster, speeds, tree);
        this.orders = new Orders(roster, speeds, audience);
        this.audits = new Audits(plan, roster, losses, speeds, orders);
    }

    /** Goes on from where the run stands: everybody hears what to do, then the parameters come. */
    State start(Turn turn) {
        turn.tell(new Report.Started((int) roster.usable(), roster.slots()));
        stepStartNs = turn.nowNs();
        return goOn(IntStream.range(0, plan.blocks()).boxed().toList(), turn);
    }

    /**
     * The rules of recovery and of audits, restored after every event; and what is late is given to somebody else too.
     *
     * @return where the run stands with that: what was held back for an audit may count by now
     */
    State mend(State state, Turn turn) {
        return switch (state) {
            case Training training -> {
                mend(training.step().sum(), true, turn);
                yield proceed(training.step(), turn);
            }
            case Evaluating evaluating -> {
                mend(evaluating.evaluation(), true, turn);
                evaluating.step().ifPresent(step -> mend(step.sum(), false, turn));
                yield evaluating.evaluation().lossKnown() ? evaluated(evaluating, turn) : evaluating;
            }
            default -> state;
        };
    }

    /** Audits first: what they order needs no order any more. What others are ordered may be audited, too. */
    private void mend(OpenSum sum, boolean hurry, Turn turn) {
        audits.mend(sum, turn);
        orders.mend(sum, turn);
        if (hurry) {
            orders.hurry(sum, turn);
        }
        audits.mend(sum, turn);
    }

    /** How the run ends if workers have computed different bits, and nobody can tell who is right. */
    Optional<Outcome> undecided() {
        return audits.undecided();
    }

    /** What is heard of audited sums of gradients. */
    void audited(StepProgress step, Event event, Turn turn) {
        OpenSum sum = step.sum();
        switch (event) {
            case Event.SumsAnswered e when e.step() == step.step() ->
                sum.answered(e.worker(), sum.tree().canonical(e.node()), turn.nowNs());
            case Event.Disagreed e when e.step() == step.step() ->
                sum.answers().differ(sum.tree().canonical(e.node()), e.what(), e.workers());
            case Event.Outvoted e when e.step() == step.step() ->
                sum.answers().outvote(sum.tree().canonical(e.node()), e.what(), e.agreeing(), e.others());
            default -> {
                // Of a step that is over.
            }
        }
    }

    /** Says again what a worker has not heard. */
    void repeat(Member member, Event.Heard heard, Turn turn) {
        Assignments.repeat(member, heard, turn);
        orders.repeat(member, heard, turn);
    }

    /** A worker's link has ended: what was sent over it, either way, may not have come. */
    void detached(String worker, List<OpenSum> open) {
        audience.forget(worker);
        orders.forget(worker);
        open.forEach(sum -> sum.coverage().release(worker));
    }

    void requestStop(long nowNs) {
        if (!stopRequested) {
            stopRequested = true;
            stopRequestedNs = nowNs;
        }
    }

    /** How the run ends if it was to stop with the step that goes on, and that step does not come to its end. */
    Optional<Outcome> stopAnyway(long nowNs) {
        boolean hopeless = roster.reliable().isEmpty() || nowNs - stopRequestedNs > Deadlines.STOP_NS;
        return stopRequested && hopeless ? Optional.of(stopped()) : Optional.empty();
    }

    State scalars(Training training, ScalarsArrived arrived, Turn turn) {
        collect(training.step().sum(), arrived, turn);
        return proceed(training.step(), turn);
    }

    /** @return how the run ends, if it does for want of this checkpoint */
    Optional<Outcome> checkpointWritten(CheckpointWritten written, Turn turn) {
        checkpoints.written(written, turn);
        if (written.fault().isEmpty()) {
            return Optional.empty();
        }
        String words = "the checkpoint after %s could not be written: %s".formatted(steps(written.version()),
                written.fault().get());
        if (plan.checkpoint().stopOnFailure()) {
            return Optional.of(Outcome.of(RunStatus.FAILED, words + " (checkpoint.on-failure = stop)"));
        }
        turn.tell(new Report.Warning(words + "; training goes on, and what the last one has not is at risk"));
        return Optional.empty();
    }

    void sums(StepProgress step, SumsArrived arrived, Turn turn) {
        if (step.step() == arrived.step()) {
            step.sum().sums(arrived, turn.nowNs());
        }
    }

    State stepped(Training training, BlockStepped stepped, Turn turn) {
        StepProgress step = training.step();
        if (stepped.version() == step.version() && step.stepped(stepped.block(), stepped.digest(), turn.nowNs())) {
            audience.publish(step.version(), stepped.block(), turn);
        }
        return training;
    }

    State notFinite(Training training, NotFinite notFinite, Turn turn) {
        return notFinite.version() == training.step().version()
                ? farewell.begin(divergence.of(notFinite), turn)
                : training;
    }

    State whole(Training training, Whole whole, Turn turn) {
        return whole.version() == training.step().version() ? commit(training.step(), turn) : training;
    }

    State evaluated(Evaluating evaluating, ScalarsArrived arrived, Turn turn) {
        evaluating.step().ifPresent(step -> collect(step.sum(), arrived, turn));
        return collect(evaluating.evaluation(), arrived, turn) ? evaluated(evaluating, turn) : evaluating;
    }

    private State evaluated(Evaluating evaluating, Turn turn) {
        OpenSum evaluation = evaluating.evaluation();
        orders.close(evaluation);
        Optional<Outcome> diverged = divergence.of(evaluation);
        if (diverged.isPresent()) {
            return farewell.begin(diverged.get(), turn);
        }
        Scalars total = evaluation.total();
        long version = evaluation.version();
        OptionalDouble accuracy = plan.accuracy() ? OptionalDouble.of(total.accuracy()) : OptionalDouble.empty();
        turn.tell(new Report.Evaluated(version, epochNumber(version), evaluation.part(), total.meanLoss(), accuracy));
        if (evaluation.part() != DataPart.VALIDATION) {
            return finished(turn);
        }
        boolean lowest = rules.validated(total.meanLoss(), plan.endsEpoch(version));
        settle(accuracy, lowest, turn);
        if (end.isPresent()) {
            return plan.test() > 0 ? test(evaluating, turn) : finished(turn);
        }
        return resume(evaluating.step().orElseThrow(), turn);
    }

    /** Ends the run; what was committed is kept if it may be gone on with. */
    State finish(Outcome outcome, Turn turn) {
        boolean resumable = outcome.status() == RunStatus.STOPPED || outcome.status() == RunStatus.WORKERS_LOST;
        return farewell.begin(outcome, Optional.of(mark).filter(_ -> resumable), turn);
    }

    /** The run ends as asked with what is committed. */
    Outcome stopped() {
        return Outcome.of(RunStatus.STOPPED, "stopped as asked, " + (mark.version() == 0
                ? "before the first step"
                : "after " + steps(mark.version())));
    }

    private State commit(StepProgress step, Turn turn) {
        long version = step.version();
        int lastBlock = step.heldBlock();
        int[] blockDigests = step.digests();
        int digest = ParameterDigest.combined(blockDigests);
        Optional<Outcome> other = otherThanOnRecord(version, digest);
        if (other.isPresent()) {
            return farewell.begin(other.get(), turn);
        }
        Scalars total = step.sum().total();
        orders.close(step.sum());
        turn.add(new Commit(version));
        rules.stepDone(total.lossSum(), total.weight());
        mark = new CheckpointMark(version, false, rules.memory());
        turn.tell(new Report.StepDone(version, epochNumber(version), total.meanLoss(), plan.examples(step.step()),
                turn.nowNs() - stepStartNs, blockDigests, digest));
        stepStartNs = turn.nowNs();
        return stopRequested ? finish(stopped(), turn) : goOn(List.of(lastBlock), turn);
    }

    /** A step that is done again must give what it gave before. */
    private Optional<Outcome> otherThanOnRecord(long version, int digest) {
        Integer onRecord = plan.from().receipts().get(version);
        return onRecord == null || onRecord == digest
                ? Optional.empty()
                : Optional.of(Outcome.of(RunStatus.FAILED,
                        ("step %d gives digest %s, on record is %s: the same step has given other bits before; are the data "
                                + "those that the run began with? Then this or that machine computes wrong")
                                .formatted(version, ParameterDigest.text(digest), ParameterDigest.text(onRecord))));
    }

    /**
     * After a commit, or where a run resumes: evaluates, ends, or goes on with the next step.
     *
     * @param blocks of the committed version that are to be published after all else
     */
    private State goOn(List<Integer> blocks, Turn turn) {
        long version = mark.version();
        end = rules.endByCount(version);
        if (plan.endsEpoch(version) && !mark.evaluated()) {
            rules.closeEpoch();
        }
        boolean validates = plan.validation() > 0 && (plan.endsEpoch(version) || end.isPresent())
                && rules.validationLoss().isEmpty();
        if (!validates) {
            settle(OptionalDouble.empty(), false, turn);
        }
        if (end.isPresent() && !validates && plan.test() == 0) {
            return finished(turn);
        }
        Optional<StepProgress> next = Optional.empty();
        if (end.isPresent()) {
            audience.open(version);
            assignments.none(version, turn);
        } else {
            assignments.renew(version, turn);
            next = Optional.of(begin(version, turn));
        }
        State state = validates || end.isPresent()
                ? evaluate(version, validates ? DataPart.VALIDATION : DataPart.TEST, next, turn)
                : new Training(next.orElseThrow());
        blocks.forEach(block -> audience.publish(version, block, turn));
        return state;
    }

    /** What was to be evaluated of the committed version is; its epoch is closed, and it is kept if that is due. */
    private void settle(OptionalDouble accuracy, boolean lowest, Turn turn) {
        long version = mark.version();
        if (plan.endsEpoch(version)) {
            if (!mark.evaluated()) {
                turn.tell(new Report.EpochDone(version, epochNumber(version), rules.trainLoss(),
                        rules.validationLoss(), accuracy));
            }
            end = end.or(rules::endByLoss);
        }
        mark = new CheckpointMark(version, true, rules.memory());
        if (checkpoints.wants(version, lowest)) {
            checkpoints.make(mark, turn);
        }
    }

    /** Opens a step: who has an assignment owes its shards, and gets the parameters if they are not published to it. */
    private StepProgress begin(long step, Turn turn) {
        OpenSum sum = OpenSum.step(step, tree, plan, speeds, turn.nowNs());
        audience.open(step);
        for (Member member : roster.all()) {
            if (member.usable() && !member.range().isEmpty()) {
                member.given(step);
                sum.coverage().owe(member.worker, true, List.of(member.range()), turn.nowNs());
                audience.supply(member.worker, step, turn);
            }
        }
        return new StepProgress(sum, plan.blocks());
    }

    private State evaluate(long version, DataPart part, Optional<StepProgress> next, Turn turn) {
        OpenSum evaluation = OpenSum.evaluation(version, part, plan, speeds, turn.nowNs());
        orders.mend(evaluation, turn);
        return new Evaluating(evaluation, next);
    }

    private State test(Evaluating evaluating, Turn turn) {
        long version = evaluating.evaluation().version();
        evaluating.step().ifPresent(step -> {
            orders.close(step.sum());
            assignments.none(version, turn);
        });
        return evaluate(version, DataPart.TEST, Optional.empty(), turn);
    }

    private State resume(StepProgress step, Turn turn) {
        stepStartNs = turn.nowNs();
        step.sum().restart(turn.nowNs());
        return proceed(step, turn);
    }

    private State finished(Turn turn) {
        return farewell.begin(Outcome.of(RunStatus.FINISHED,
                "finished after %s (%s)".formatted(steps(mark.version()), end.orElseThrow())), turn);
    }

    /** Once the loss of the step is known, and no checkpoint needs what it rewrites: it is stepped, or has diverged. */
    State proceed(StepProgress step, Turn turn) {
        if (step.proceeded() || !step.sum().lossKnown()) {
            return new Training(step);
        }
        Optional<Outcome> diverged = divergence.of(step.sum());
        if (diverged.isPresent()) {
            return farewell.begin(diverged.get(), turn);
        }
        if (!checkpoints.holds(step.step())) {
            step.proceed();
            turn.add(new Proceed(step.step(), plan.divisor(step.sum().total().weight())));
        }
        return new Training(step);
    }

    /** @return whether all scalars of {@code sum} are known now and were not before */
    private static boolean collect(OpenSum sum, ScalarsArrived arrived, Turn turn) {
        return sum.is(arrived.version(), arrived.part())
                && sum.scalars(arrived, turn.nowNs());
    }

    private long epochNumber(long version) {
        return plan.epoch(version - 1) + 1;
    }

    private static String steps(long count) {
        return count == 1 ? "1 step" : count + " steps";
    }
}
