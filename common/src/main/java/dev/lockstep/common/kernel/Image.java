package dev.lockstep.common.kernel;

/**
 * The extents of an image in scratch memory: {@code channels} planes of {@code height} rows of {@code width} floats.
 */
record Image(int channels, int height, int width) {

    int size() {
        return channels * height * width;
    }

    /** The grid of windows that move by one over this image. */
    Grid grid(int rows, int columns) {
        return new Grid(rows, columns, width);
    }

    /** Where each tap of a window at the origin lies, in order of channels, kernel rows and kernel columns. */
    void taps(int kernelH, int kernelW, int[] offsets) {
        int t = 0;
        for (int c = 0; c < channels; c++) {
            for (int kh = 0; kh < kernelH; kh++) {
                for (int kw = 0; kw < kernelW; kw++) {
                    offsets[t++] = (c * height + kh) * width + kw;
                }
            }
        }
    }

    /** Copies planes of [rows, columns], their elements {@code stepH} and {@code stepW} apart, from (top, left) on. */
    void place(int rows, int columns, int stepH, int stepW, int top, int left, float[] from, int fromOffset,
            float[] to) {
        for (int c = 0; c < channels; c++) {
            int plane = fromOffset + c * rows * columns;
            int first = (c * height + top) * width + left;
            if (stepW == 1) {
                Packing.store(rows, columns, columns, from, plane, to, first, stepH * width);
                continue;
            }
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    to[first + y * stepH * width + x * stepW] = from[plane + y * columns + x];
                }
            }
        }
    }
}
