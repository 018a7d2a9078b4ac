package dev.lockstep.common.autodiff;

import dev.lockstep.common.kernel.Workspace;
import dev.lockstep.common.tensor.BufferPool;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Span;
import dev.lockstep.common.trace.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Records the operations of one range, for one thread. {@link #start} begins anew and ends the life of every variable
 * before it; a tape that has seen a range of a size computes the next one without allocating a buffer.
 */
public final class Tape {

    /** A tape keeps every result; past this a program has lost its loop. */
    public static final int MAX_OPERATIONS = 100_000;

    private final Workspace workspace;
    private final BufferPool pool = new BufferPool();
    private final List<Operation> operations = new ArrayList<>();
    private int variables;
    private Storage parameters;
    private RangeRows range;
    private StepKey key;
    private boolean recording;
    /** Which layer an operation belongs to, for a trace. */
    private int layer;
    private int[] layers = new int[16];
    private BooleanSupplier abandoned = () -> false;
    private ParameterGate gate = (offset, length) -> {};
    private int[] uses = new int[0];
    private Parameter[] used = new Parameter[0];

    public Tape(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Begins a range whose operations are recorded, to be differentiated. */
    public void start(Storage parameters, RangeRows range, StepKey key) {
        begin(parameters, range, key, true);
    }

    /** Begins a range that is only computed forward: nothing is recorded, and results may be discarded. */
    public void startForwardOnly(Storage parameters, RangeRows range) {
        begin(parameters, range, new StepKey(0, 0, 0), false);
    }

    /** @param condition asked before each operation, forward and backward: when it holds, the pass ends */
    public void abandonWhen(BooleanSupplier condition) {
        abandoned = condition;
    }

    /** @param gate asked before an operation reads a parameter */
    public void readThrough(ParameterGate gate) {
        this.gate = gate;
    }

    /** @throws AbandonedException when the result is not wanted any more */
    void requireWanted() {
        if (abandoned.getAsBoolean()) {
            throw new AbandonedException();
        }
    }

    private void begin(Storage parameters, RangeRows range, StepKey key, boolean recording) {
        this.parameters = parameters;
        this.range = range;
        this.key = key;
        this.recording = recording;
        operations.clear();
        pool.reclaim();
        variables = 0;
        Arrays.fill(uses, 0);
        Arrays.fill(used, null);
    }

    /** A given value that needs no gradient: features. Not copied. */
    public Variable constant(Shape shape, float[] values, int offset) {
        return add(shape, values, offset, false, false);
    }

    /** A given value whose gradient is wanted. Not copied. */
    public Variable input(Shape shape, float[] values, int offset) {
        return add(shape, values, offset, true, false);
    }

    /** Whether results are kept for a backward pass. */
    public boolean recording() {
        return recording;
    }

    public RangeRows range() {
        return range;
    }

    public int rows() {
        return range.rows();
    }

    StepKey key() {
        return key;
    }

    public Workspace workspace() {
        return workspace;
    }

    BufferPool pool() {
        return pool;
    }

    /** The array that holds {@code parameter}, from {@link #offset} on. */
    float[] array(Parameter parameter) {
        gate.await(parameter.offset(), parameter.size());
        return parameters.array();
    }

    int offset(Parameter parameter) {
        return parameters.offset() + parameter.offset();
    }

    /** Buffers allocated so far; a warm step adds none. */
    public long allocations() {
        return pool.allocations();
    }

    /** Elements of all buffers that the tape holds. */
    public long elements() {
        return pool.elements();
    }

    /** A new variable with a buffer of the tape, to be filled by an operation. */
    Variable result(Shape shape, boolean differentiable) {
        requireWanted();
        return add(shape, pool.floats(Math.multiplyExact(rows(), shape.size())), 0, differentiable, true);
    }

    /** The same values under another shape. */
    Variable alias(Variable x, Shape shape) {
        return add(shape, x.values(), x.offset(), x.differentiable(), x.pooled());
    }

    Variable scalar(boolean differentiable, double total) {
        Variable y = new Variable(this, variables++, 1, Shape.of(), null, 0, differentiable, true, false);
        y.total(total);
        return y;
    }

    private Variable add(Shape shape, float[] values, int offset, boolean differentiable, boolean pooled) {
        return new Variable(this, variables++, rows(), shape, values, offset, differentiable && recording, false,
                pooled);
    }

    /** Keeps {@code operation} for the backward pass, if anything is to be differentiated. */
    Variable record(Operation operation) {
        Variable y = operation.output();
        if (recording && y.differentiable()) {
            if (operations.size() == MAX_OPERATIONS) {
                throw new IllegalStateException("a tape holds at most " + MAX_OPERATIONS + " operations");
            }
            if (operations.size() == layers.length) {
                layers = Arrays.copyOf(layers, 2 * layers.length);
            }
            layers[operations.size()] = layer;
            operations.add(operation);
        }
        return y;
    }

    /**
     * For a trace: what follows is the forward pass of a layer, until {@link #leave}.
     *
     * @param traceName a number that {@link Trace#name} gave
     * @return when that began, for {@link #leave}
     */
    public long enter(int traceName) {
        layer = traceName;
        return Trace.begin();
    }

    /** The forward pass of the layer that was entered has ended. */
    public void leave(long beganNs) {
        Trace.end(Span.FORWARD_LAYER, beganNs, traceStep(), layer);
    }

    /** The step that a trace shows. */
    long traceStep() {
        return recording ? key.step() : Trace.NONE;
    }

    /** The layer that an operation belongs to. */
    int layer(int operation) {
        return layers[operation];
    }

    /** What was recorded since the start, in order. */
    List<Operation> operations() {
        return List.copyOf(operations);
    }

    /** Counts a use of a parameter, so that the backward pass knows its last one. */
    void countUse(Parameter parameter) {
        int i = parameter.index();
        if (i >= uses.length) {
            uses = Arrays.copyOf(uses, Math.max(i + 1, 2 * uses.length));
            used = Arrays.copyOf(used, uses.length);
        }
        uses[i]++;
        used[i] = parameter;
    }

    /** Ends the life of a result of a tape that does not record. The rest keep theirs. */
    public void discard(Variable x) {
        if (!recording && x.pooled()) {
            pool.giveBack(x.values());
        }
    }

    /**
     * The gradient of {@code loss}: walks the tape from its last operation to the first.
     *
     * @param loss     a scalar of this tape
     * @param nodes    for each node of the range's plan a vector as long as the parameters; receives the gradients
     * @param finished told of each parameter whose gradient stands in {@code nodes}, last layer first; one that no
     *                 operation used is not told, and its floats in {@code nodes} stay as they were
     * @return the pass, which knows the gradients of inputs until the next {@code start}
     * @throws IllegalArgumentException if {@code loss} is not a scalar
     */
    public BackwardPass backward(Variable loss, float[][] nodes, Consumer<Parameter> finished) {
        if (!loss.isScalar()) {
            throw new IllegalArgumentException("only a scalar can be differentiated, and this is " + loss
                    + ": only a scalar has a direction of steepest descent; reduce the losses with sum or mean first");
        }
        if (nodes.length != range.nodes()) {
            throw new IllegalArgumentException("the range yields " + range.nodes() + " sums, got " + nodes.length);
        }
        BackwardPass pass = new BackwardPass(this, variables, new ParameterUses(this, uses, used, nodes, finished));
        pass.walk(loss, operations);
        return pass;
    }
}
