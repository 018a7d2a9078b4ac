package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/** Gathers examples while a file is read. Features stay bytes until the first one that is not an integer 0 to 255. */
final class ExampleBuffer {

    /** One array holds them all. */
    static final int MAX_VALUES = Integer.MAX_VALUE - 8;

    private static final int FIRST_VALUES = 1 << 12;

    private final double scale;
    private final Optional<TargetRule> rule;
    private final int targetWidth;
    private byte[] bytes = new byte[FIRST_VALUES];
    private float[] floats;
    private int valueCount;
    private int[] labels = {};
    private float[] numbers = {};
    private int targetCount;
    private int size;

    /** @param rule empty when the examples have no targets */
    ExampleBuffer(double scale, Optional<TargetRule> rule, int targetWidth) {
        this.scale = scale;
        this.rule = rule;
        this.targetWidth = targetWidth;
    }

    int size() {
        return size;
    }

    /** Whether {@code count} more values fit into memory's largest array. */
    boolean hasRoomFor(int count) {
        return valueCount <= MAX_VALUES - count;
    }

    /** Whether a raw value can be kept: its scaled value is finite in 32 bits. */
    boolean canHold(double raw) {
        return Float.isFinite((float) (raw * scale));
    }

    void addFeature(double raw) {
        if (floats == null) {
            int integer = (int) raw;
            if (integer == raw && integer >= 0 && integer < Features.Bytes.VALUES) {
                bytes = valueCount < bytes.length ? bytes : Arrays.copyOf(bytes, grown(bytes.length));
                bytes[valueCount++] = (byte) integer;
                return;
            }
            turnToFloats();
        }
        floats = valueCount < floats.length ? floats : Arrays.copyOf(floats, grown(floats.length));
        floats[valueCount++] = (float) ((raw + 0.0) * scale); // no negative zero, as bytes have none
    }

    /** A value that the rule allows. */
    void addTarget(double raw) {
        if (rule.orElseThrow().isClassification()) {
            labels = targetCount < labels.length ? labels : Arrays.copyOf(labels, grown(labels.length));
            labels[targetCount++] = (int) raw;
        } else {
            numbers = targetCount < numbers.length ? numbers : Arrays.copyOf(numbers, grown(numbers.length));
            numbers[targetCount++] = (float) raw;
        }
    }

    void endExample() {
        size++;
    }

    HeldExamples examples(Shape shape) {
        Features features = floats == null
                ? Features.Bytes.of(Arrays.copyOf(bytes, valueCount), scale)
                : new Features.Floats(Arrays.copyOf(floats, valueCount));
        return new HeldExamples(size, shape, features, targets());
    }

    private HeldTargets targets() {
        if (rule.isEmpty()) {
            return new HeldTargets.None();
        }
        return rule.get().isClassification()
                ? new HeldTargets.Classes(Arrays.copyOf(labels, targetCount))
                : new HeldTargets.Numbers(Arrays.copyOf(numbers, targetCount), targetWidth);
    }

    private void turnToFloats() {
        floats = new float[Math.max(FIRST_VALUES, bytes.length)];
        for (int i = 0; i < valueCount; i++) {
            floats[i] = (float) ((bytes[i] & 0xff) * scale);
        }
        bytes = null;
    }

    private static int grown(int length) {
        return (int) Math.min(MAX_VALUES, Math.max(FIRST_VALUES, length + (length >> 1) + 1L));
    }
}
