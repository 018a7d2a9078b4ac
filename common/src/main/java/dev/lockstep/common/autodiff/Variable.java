package dev.lockstep.common.autodiff;

import dev.lockstep.common.tensor.Shape;

/** A value on a tape: {@code rows} examples of one shape, row-major. Its buffer belongs to the tape, or to its giver. */
public final class Variable {

    private final Tape tape;
    private final int index;
    private final int rows;
    private final Shape shape;
    private final int width;
    private final float[] values;
    private final int offset;
    private final boolean differentiable;
    private final boolean scalar;
    private final boolean pooled;
    private double total;

    Variable(Tape tape, int index, int rows, Shape shape, float[] values, int offset, boolean differentiable,
            boolean scalar, boolean pooled) {
        this.tape = tape;
        this.index = index;
        this.rows = rows;
        this.shape = shape;
        this.width = shape.size();
        this.values = values;
        this.offset = offset;
        this.differentiable = differentiable;
        this.scalar = scalar;
        this.pooled = pooled;
    }

    public Tape tape() {
        return tape;
    }

    int index() {
        return index;
    }

    public int rows() {
        return rows;
    }

    /** The shape of one example. */
    public Shape shape() {
        return shape;
    }

    /** Elements of one example. */
    public int width() {
        return width;
    }

    /** Elements of all rows. */
    public int size() {
        return rows * width;
    }

    public float[] values() {
        return values;
    }

    /** Of the first row in {@link #values}. */
    public int offset() {
        return offset;
    }

    /** Whether it depends on something that is to be differentiated. */
    public boolean differentiable() {
        return differentiable;
    }

    /** Whether its buffer belongs to the tape. */
    boolean pooled() {
        return pooled;
    }

    /** Whether it is the result of a reduction over examples; nothing else can be differentiated. */
    public boolean isScalar() {
        return scalar;
    }

    /** The value of a scalar, summed in double along the tree. */
    public double total() {
        if (!scalar) {
            throw new IllegalStateException(this + " has no single value; reduce it with sum or mean");
        }
        return total;
    }

    void total(double value) {
        total = value;
    }

    @Override
    public String toString() {
        return scalar ? "a scalar" : rows + " rows of shape " + shape;
    }
}
