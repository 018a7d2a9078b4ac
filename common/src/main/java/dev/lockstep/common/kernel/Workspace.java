package dev.lockstep.common.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Scratch memory of one slot: packed operands, unrolled images and the stack of tiles. Each part is as long
 * as the largest request for it so far; one thread.
 */
public final class Workspace {

    private float[] left = new float[0];
    private float[] right = new float[0];
    private MemorySegment rightSegment = MemorySegment.ofArray(right);
    private float[] tiles = new float[0];
    private float[] image = new float[0];
    private float[] columns = new float[0];
    private int[] offsets = new int[0];

    /** The packed left operand, at least {@code floats} long; what it held is lost. */
    float[] left(int floats) {
        if (left.length < required(floats)) {
            left = new float[floats];
        }
        return left;
    }

    /** The packed right operand, at least {@code floats} long from {@link #rightStart} on; what it held is lost. */
    float[] right(int floats) {
        if (right.length < required(floats) + Alignment.FLOATS) {
            right = new float[Math.addExact(floats, Alignment.FLOATS)];
            rightSegment = MemorySegment.ofArray(right);
        }
        return right;
    }

    /** Where to begin in what {@link #right} returned last, so that its vectors do not cross cache lines. */
    int rightStart() {
        return Alignment.skip(rightSegment);
    }

    /** The stack of tiles, at least {@code floats} long; what it held is lost. */
    float[] tiles(int floats) {
        if (tiles.length < required(floats)) {
            tiles = new float[floats];
        }
        return tiles;
    }

    /** One padded image, at least {@code floats} long; what it held is lost. */
    float[] image(int floats) {
        if (image.length < required(floats)) {
            image = new float[floats];
        }
        return image;
    }

    /** One unrolled image, at least {@code floats} long; what it held is lost. */
    float[] columns(int floats) {
        if (columns.length < required(floats)) {
            columns = new float[floats];
        }
        return columns;
    }

    /** Where the taps of a convolution lie, at least {@code count}; what it held is lost. */
    int[] offsets(int count) {
        if (offsets.length < required(count)) {
            offsets = new int[count];
        }
        return offsets;
    }

    private static int required(int length) {
        if (length < 0) {
            throw new IllegalArgumentException("scratch memory of " + length + " elements: a product overflowed");
        }
        return length;
    }
}
