package dev.lockstep.common.kernel;

import dev.lockstep.common.kernel.vector.LineTiles;

/**
 * Output positions of a window over an image, row by row: {@code rows} of {@code columns} positions, of which the next
 * row begins {@code pitch} floats further in the image. Products are computed over the whole pitch, so that
 * neighbouring positions always lie beside each other; what falls between the rows is dropped.
 */
record Grid(int rows, int columns, int pitch) {

    private int span() {
        return (rows - 1) * pitch + columns;
    }

    /**
     * {@code c[m, rows, columns]}: element (i, position) is the chain over k of {@code a[i, p]} times the source at
     * {@code taps[p]} from the position. The source must be readable for {@link Tile#WIDE} floats past its end.
     *
     * @param a [m, k]
     */
    void product(int m, int k, float[] a, int ao, float[] source, int[] taps, float[] c, int co, Workspace workspace) {
        if (KernelChoice.VECTOR && LineTiles.fits(m, rows, columns)) {
            LineTiles.product(m, rows, columns, k, a, ao, source, pitch, taps, c, co);
            return;
        }
        int span = span();
        int line = span + Tile.WIDE;
        float[] wide = workspace.tiles(Tile.ROWS * line);
        for (int i = 0; i < m; i += Tile.ROWS) {
            int filters = Math.min(Tile.ROWS, m - i);
            for (int j = 0, width; j < span; j += width) {
                width = Math.max(Tile.MIDDLE, Tile.width(span - j));
                Tile.chainScattered(filters, width, k, a, ao + i * k, k, 1, source, j, taps, wide, j, line, true);
            }
            for (int f = 0; f < filters; f++) {
                Packing.store(rows, columns, pitch, wide, f * line, c, co + (i + f) * rows * columns, columns);
            }
        }
    }
}
