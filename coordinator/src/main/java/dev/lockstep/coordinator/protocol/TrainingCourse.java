package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.coordinator.protocol.Effect.Commit;
import dev.lockstep.coordinator.protocol.Effect.Proceed;
import dev.lockstep.coordinator.protocol.Event.BlockStepped;
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

/** How training goes: from step to step, by evaluations, to its end. Messages to people count steps and epochs from 1. */
final class TrainingCourse {

    private final RunPlan plan;
    private final Roster roster;
    private final Farewell farewell;
    private final StopRules rules;
    private final Divergence divergence;
    private final Audience audience;
    private final Assignments assignments;
    private final Orders orders;
    private long stepStartNs;
    /** Mean loss of the epoch that ended last. */
    private double trainLoss;
    /** The rule that ends the run, once one does. */
    private Optional<String> end = Optional.empty();
    /** Somebody wants the run to end with the step that goes on. */
    private boolean stopRequested;
    private long stopRequestedNs;

    TrainingCourse(RunPlan plan, Roster roster, Farewell farewell) {
        this.plan = plan;
        this.roster = roster;
        this.farewell = farewell;
        this.rules = new StopRules(plan);
        this.divergence = new Divergence(plan);
        this.audience = new Audience(roster);
        this.assignments = new Assignments(roster, new ShardTree(plan.shards()));
        this.orders = new Orders(roster, audience);
    }

    /** Step 0: everybody hears what to do, then the parameters come. */
    State start(Turn turn) {
        turn.tell(new Report.Started((int) roster.usable(), roster.slots()));
        stepStartNs = turn.nowNs();
        assignments.renew(0, turn);
        StepProgress step = begin(0, turn);
        for (int block = 0; block < plan.blocks(); block++) {
            audience.publish(0, block, turn);
        }
        return new Training(step);
    }

    /** The one rule of recovery, restored after every event; see {@link Orders}. */
    void mend(State state, Turn turn) {
        switch (state) {
            case Training training -> orders.mend(training.step().sum(), turn);
            case Evaluating evaluating -> {
                orders.mend(evaluating.evaluation(), turn);
                evaluating.step().ifPresent(step -> orders.mend(step.sum(), turn));
            }
            default -> {
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
    Optional<Outcome> stopAnyway(long step, long nowNs) {
        boolean hopeless = roster.reliable().isEmpty() || nowNs - stopRequestedNs > Deadlines.STOP_NS;
        return stopRequested && hopeless ? Optional.of(stopped(step)) : Optional.empty();
    }

    State scalars(Training training, ScalarsArrived arrived, Turn turn) {
        return collect(training.step().sum(), arrived, turn) ? proceed(training.step(), turn) : training;
    }

    void sums(StepProgress step, SumsArrived arrived, Turn turn) {
        if (step.step() == arrived.step()) {
            step.sum().sums(arrived.node(), turn.nowNs());
        }
    }

    State stepped(Training training, BlockStepped stepped, Turn turn) {
        StepProgress step = training.step();
        if (stepped.version() == step.version() && step.stepped(stepped.block(), turn.nowNs())) {
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
        OpenSum evaluation = evaluating.evaluation();
        if (!collect(evaluation, arrived, turn)) {
            return evaluating;
        }
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
            return finished(version, turn);
        }
        if (plan.endsEpoch(version)) {
            closeEpoch(version, OptionalDouble.of(total.meanLoss()), accuracy, turn);
        }
        if (end.isPresent()) {
            return plan.test() > 0 ? test(evaluating, turn) : finished(version, turn);
        }
        return resume(evaluating.step().orElseThrow(), turn);
    }

    /** The run ends as asked with what is committed. */
    Outcome stopped(long version) {
        return Outcome.of(RunStatus.STOPPED,
                "stopped as asked, " + (version == 0 ? "before the first step" : "after " + steps(version)));
    }

    private State commit(StepProgress step, Turn turn) {
        long version = step.version();
        int lastBlock = step.heldBlock();
        Scalars total = step.sum().total();
        orders.close(step.sum());
        turn.add(new Commit(version));
        rules.stepDone(total.lossSum(), total.weight());
        turn.tell(new Report.StepDone(version, epochNumber(version), total.meanLoss(), plan.examples(step.step()),
                turn.nowNs() - stepStartNs));
        stepStartNs = turn.nowNs();
        if (stopRequested) {
            return farewell.begin(stopped(version), turn);
        }
        end = rules.endByCount(version);
        boolean epochEnds = plan.endsEpoch(version);
        if (epochEnds) {
            trainLoss = rules.closeEpoch();
        }
        boolean validates = plan.validation() > 0 && (epochEnds || end.isPresent());
        if (epochEnds && !validates) {
            closeEpoch(version, OptionalDouble.empty(), OptionalDouble.empty(), turn);
        }
        return afterCommit(version, validates, lastBlock, turn);
    }

    /** After a commit: evaluates, ends, or goes on with the next step; the last block is published after all that. */
    private State afterCommit(long version, boolean validates, int lastBlock, Turn turn) {
        if (end.isPresent() && !validates && plan.test() == 0) {
            return finished(version, turn);
        }
        Optional<StepProgress> next = Optional.empty();
        if (end.isPresent()) {
            audience.open(version);
            assignments.none(version, turn);
        } else {
            assignments.renew(version, turn);
            next = Optional.of(begin(version, turn));
        }
        State state;
        if (validates || end.isPresent()) {
            state = evaluate(version, validates ? DataPart.VALIDATION : DataPart.TEST, next, turn);
        } else {
            state = new Training(next.orElseThrow());
        }
        audience.publish(version, lastBlock, turn);
        return state;
    }

    /** Opens a step: who has an assignment owes its shards, and gets the parameters if they are not published to it. */
    private StepProgress begin(long step, Turn turn) {
        OpenSum sum = OpenSum.step(step, plan, turn.nowNs());
        audience.open(step);
        for (Member member : roster.all()) {
            if (member.usable() && !member.range().isEmpty()) {
                sum.coverage().owe(member.worker, true, List.of(member.range()), turn.nowNs());
                audience.supply(member.worker, step, turn);
            }
        }
        return new StepProgress(sum, plan.blocks());
    }

    private State evaluate(long version, DataPart part, Optional<StepProgress> next, Turn turn) {
        OpenSum evaluation = OpenSum.evaluation(version, part, plan, turn.nowNs());
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

    private void closeEpoch(long version, OptionalDouble validationLoss, OptionalDouble accuracy, Turn turn) {
        turn.tell(new Report.EpochDone(version, epochNumber(version), trainLoss, validationLoss, accuracy));
        Optional<String> byLoss = rules.endByLoss(trainLoss, validationLoss);
        end = end.or(() -> byLoss);
    }

    private State resume(StepProgress step, Turn turn) {
        stepStartNs = turn.nowNs();
        step.sum().touch(turn.nowNs());
        return step.sum().lossKnown() ? proceed(step, turn) : new Training(step);
    }

    private State finished(long version, Turn turn) {
        return farewell.begin(Outcome.of(RunStatus.FINISHED,
                "finished after %s (%s)".formatted(steps(version), end.orElseThrow())), turn);
    }

    /** The loss of the step is known: it is stepped, or has diverged. */
    private State proceed(StepProgress step, Turn turn) {
        Optional<Outcome> diverged = divergence.of(step.sum());
        if (diverged.isPresent()) {
            return farewell.begin(diverged.get(), turn);
        }
        turn.add(new Proceed(step.step(), plan.divisor(step.sum().total().weight())));
        return new Training(step);
    }

    /** @return whether all scalars of {@code sum} are known now and were not before */
    private static boolean collect(OpenSum sum, ScalarsArrived arrived, Turn turn) {
        return sum.is(arrived.version(), arrived.part())
                && sum.scalars(arrived.node(), arrived.scalars(), turn.nowNs());
    }

    private long epochNumber(long version) {
        return plan.epoch(version - 1) + 1;
    }

    private static String steps(long count) {
        return count == 1 ? "1 step" : count + " steps";
    }
}
