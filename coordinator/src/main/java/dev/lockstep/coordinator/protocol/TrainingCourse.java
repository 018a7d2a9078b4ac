package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.coordinator.protocol.Effect.Assign;
import dev.lockstep.coordinator.protocol.Effect.Commit;
import dev.lockstep.coordinator.protocol.Effect.Order;
import dev.lockstep.coordinator.protocol.Effect.Proceed;
import dev.lockstep.coordinator.protocol.Effect.Publish;
import dev.lockstep.coordinator.protocol.Event.BlockStepped;
import dev.lockstep.coordinator.protocol.Event.NotFinite;
import dev.lockstep.coordinator.protocol.Event.ScalarsArrived;
import dev.lockstep.coordinator.protocol.Event.Whole;
import dev.lockstep.coordinator.protocol.State.Evaluating;
import dev.lockstep.coordinator.protocol.State.Training;
import dev.lockstep.proto.DataPart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** How training goes: from step to step, by evaluations, to its end. Messages to people count steps and epochs from 1. */
final class TrainingCourse {

    private static final ShardRange NOTHING = new ShardRange(0, 0);
    private static final String SMALLER_RATE = "; a smaller optimizer.learning-rate or optimizer.clip-norm may help";

    private final RunPlan plan;
    private final Roster roster;
    private final ShardTree tree;
    private final StopRules rules;
    private long assignment;
    private long order;
    private long stepStartNs;
    private Set<String> idle = Set.of();
    private boolean stopRequested;
    /** Mean loss of the epoch that ended last. */
    private double trainLoss;
    /** The rule that ends the run, once one does. */
    private Optional<String> end = Optional.empty();

    TrainingCourse(RunPlan plan, Roster roster) {
        this.plan = plan;
        this.roster = roster;
        this.tree = new ShardTree(plan.shards());
        this.rules = new StopRules(plan);
    }

    /** Step 0: everybody hears what to do, then the parameters come. */
    State start(Turn turn) {
        turn.tell(new Report.Started(roster.all().size(), roster.slots()));
        roster.assignSteps(tree);
        idle = roster.idle();
        assignment++;
        for (Member member : roster.all()) {
            assign(member, 0, member.range, turn);
        }
        stepStartNs = turn.nowNs();
        StepProgress step = begin(0, turn);
        for (int block = 0; block < plan.blocks(); block++) {
            turn.add(new Publish(0, block, idle));
        }
        return new Training(step);
    }

    /** The run is to end with the step that goes on. */
    void requestStop() {
        stopRequested = true;
    }

    State scalars(Training training, ScalarsArrived arrived, Turn turn) {
        return collect(training.step(), arrived, turn) ? proceed(training.step(), turn) : training;
    }

    State stepped(Training training, BlockStepped stepped, Turn turn) {
        StepProgress step = training.step();
        if (stepped.version() == step.version() && step.stepped(stepped.block(), turn.nowNs())) {
            turn.add(new Publish(step.version(), stepped.block(), idle));
        }
        return training;
    }

    State notFinite(Training training, NotFinite notFinite, Turn turn) {
        if (notFinite.version() != training.step().version()) {
            return training;
        }
        return turn.finish(roster,
                Outcome.of(RunStatus.DIVERGED, "diverged at step %d: parameter %s is not finite after it%s"
                        .formatted(notFinite.version(), notFinite.parameter(), SMALLER_RATE)));
    }

    State whole(Training training, Whole whole, Turn turn) {
        return whole.version() == training.step().version() ? commit(training.step(), turn) : training;
    }

    State evaluated(Evaluating evaluating, ScalarsArrived arrived, Turn turn) {
        if (arrived.part() == DataPart.TRAIN) {
            evaluating.step().ifPresent(step -> collect(step, arrived, turn));
            return evaluating;
        }
        EvaluationProgress evaluation = evaluating.evaluation();
        if (arrived.version() != evaluation.version() || arrived.part() != evaluation.part()
                || !evaluation.scalars(arrived.node(), arrived.scalars(), turn.nowNs())) {
            return evaluating;
        }
        Scalars total = evaluation.total();
        requireWeight(total, evaluation.examples(), "evaluation at step " + evaluation.version());
        long version = evaluation.version();
        if (!Double.isFinite(total.lossSum())) {
            return turn.finish(roster, Outcome.of(RunStatus.DIVERGED, "diverged: after step %d the %s loss is %s%s%s"
                    .formatted(version, word(evaluation.part()), total.meanLoss(), firstLayer(total), SMALLER_RATE)));
        }
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
        String when = version == 0 ? "before the first step" : "after " + steps(version);
        return Outcome.of(RunStatus.STOPPED, "stopped as asked, " + when
                + "; this release keeps no checkpoint, so the run can't be resumed");
    }

    /** A worker that goes when the run is to stop anyway, maybe by the same signal, only ends it a step earlier. */
    Outcome unlessStopping(Outcome outcome, long version) {
        return stopRequested && outcome.status() == RunStatus.WORKERS_LOST ? stopped(version) : outcome;
    }

    private State commit(StepProgress step, Turn turn) {
        long version = step.version();
        int lastBlock = step.heldBlock();
        Scalars total = step.total();
        turn.add(new Commit(version));
        rules.stepDone(total.lossSum(), total.weight());
        turn.tell(new Report.StepDone(version, epochNumber(version), total.meanLoss(), plan.examples(step.step()),
                turn.nowNs() - stepStartNs));
        stepStartNs = turn.nowNs();
        if (stopRequested) {
            return turn.finish(roster, stopped(version));
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
            assignNothing(version, turn);
        } else {
            next = Optional.of(begin(version, turn));
        }
        State state;
        if (validates || end.isPresent()) {
            state = evaluate(version, validates ? DataPart.VALIDATION : DataPart.TEST, next, turn);
        } else {
            state = new Training(next.orElseThrow());
        }
        turn.add(new Publish(version, lastBlock, idle));
        return state;
    }

    private StepProgress begin(long step, Turn turn) {
        return new StepProgress(step, plan.blocks(), tree, turn.nowNs());
    }

    /** Spares the workers a step that nobody will wait for. Should this come too late, their sums are dropped. */
    private void assignNothing(long fromStep, Turn turn) {
        assignment++;
        for (Member member : roster.all()) {
            assign(member, fromStep, NOTHING, turn);
        }
    }

    private void assign(Member member, long fromStep, ShardRange range, Turn turn) {
        member.assign = new Assign(member.worker, assignment, fromStep, range);
        turn.add(member.assign);
    }

    private State evaluate(long version, DataPart part, Optional<StepProgress> next, Turn turn) {
        int examples = part == DataPart.VALIDATION ? plan.validation() : plan.test();
        EvaluationProgress evaluation = new EvaluationProgress(version, part, examples, turn.nowNs());
        roster.assignEvaluation(evaluation.tree());
        for (Member member : roster.all()) {
            member.order = null;
            if (!member.evaluationRange.isEmpty()) {
                member.order = new Order(member.worker, ++order, version, part, List.of(member.evaluationRange));
                turn.add(member.order);
                supply(member, version, turn);
            }
        }
        return new Evaluating(evaluation, next);
    }

    /** A worker that is not published to gets the version by itself. */
    private void supply(Member member, long version, Turn turn) {
        if (idle.contains(member.worker) && member.supplied != version) {
            member.supplied = version;
            turn.add(new Effect.Supply(member.worker, version));
        }
    }

    private State test(Evaluating evaluating, Turn turn) {
        long version = evaluating.evaluation().version();
        if (evaluating.step().isPresent()) {
            assignNothing(version, turn);
        }
        return evaluate(version, DataPart.TEST, Optional.empty(), turn);
    }

    private void closeEpoch(long version, OptionalDouble validationLoss, OptionalDouble accuracy, Turn turn) {
        turn.tell(new Report.EpochDone(version, epochNumber(version), trainLoss, validationLoss, accuracy));
        Optional<String> byLoss = rules.endByLoss(trainLoss, validationLoss);
        end = end.or(() -> byLoss);
    }

    private State resume(StepProgress step, Turn turn) {
        stepStartNs = turn.nowNs();
        step.touch(turn.nowNs());
        roster.all().forEach(member -> member.order = null);
        return step.lossKnown() ? proceed(step, turn) : new Training(step);
    }

    private State finished(long version, Turn turn) {
        return turn.finish(roster, Outcome.of(RunStatus.FINISHED,
                "finished after %s (%s)".formatted(steps(version), end.orElseThrow())));
    }

    /** The loss of the step is known: it is stepped, or has diverged. */
    private State proceed(StepProgress step, Turn turn) {
        Optional<Outcome> diverged = divergence(step);
        if (diverged.isPresent()) {
            return turn.finish(roster, diverged.get());
        }
        turn.add(new Proceed(step.step(), plan.divisor(step.total().weight())));
        return new Training(step);
    }

    /** @return whether the step's loss is known now and was not before */
    private static boolean collect(StepProgress step, ScalarsArrived arrived, Turn turn) {
        return arrived.part() == DataPart.TRAIN && arrived.version() == step.step()
                && step.scalars(arrived.node(), arrived.scalars(), turn.nowNs());
    }

    private Optional<Outcome> divergence(StepProgress step) {
        Scalars total = step.total();
        long number = step.step() + 1;
        requireWeight(total, plan.examples(step.step()), "step " + number);
        double loss = total.meanLoss();
        if (!Double.isFinite(total.lossSum())) {
            return Optional.of(Outcome.of(RunStatus.DIVERGED,
                    "diverged at step %d: the loss is %s%s%s".formatted(number, loss, firstLayer(total),
                            SMALLER_RATE)));
        }
        OptionalDouble bound = plan.stop().lossAbove();
        if (bound.isPresent() && loss > bound.getAsDouble()) {
            return Optional.of(
                    Outcome.of(RunStatus.DIVERGED, "diverged at step %d: the loss %s is above stop.loss-above = %s%s"
                            .formatted(number, loss, bound.getAsDouble(), SMALLER_RATE)));
        }
        return Optional.empty();
    }

    private String firstLayer(Scalars total) {
        return total.firstNonFiniteLayer() < 0
                ? ""
                : ", the first layer with a value that is not finite is " + plan.layer(total.firstNonFiniteLayer());
    }

    private static void requireWeight(Scalars total, int examples, String where) {
        if (total.weight() != examples) {
            throw new IllegalStateException(where + " has " + examples + " examples, the workers' partials "
                    + total.weight());
        }
    }

    private long epochNumber(long version) {
        return plan.epoch(version - 1) + 1;
    }

    private static String steps(long count) {
        return count == 1 ? "1 step" : count + " steps";
    }

    private static String word(DataPart part) {
        return part == DataPart.VALIDATION ? "validation" : "test";
    }
}
