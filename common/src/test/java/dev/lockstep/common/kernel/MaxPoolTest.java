package dev.lockstep.common.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.kernel.MaxPool.Geometry;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaxPoolTest {

    private static final List<Geometry> GEOMETRIES = List.of(new Geometry(1, 2, 2, 2, 2, 2, 2, 0, 0),
            new Geometry(3, 7, 9, 2, 2, 2, 2, 0, 0), new Geometry(2, 28, 28, 2, 2, 2, 2, 0, 0),
            new Geometry(1, 4, 67, 2, 2, 2, 2, 0, 0), new Geometry(1, 2, 32, 2, 2, 2, 2, 0, 0),
            new Geometry(2, 8, 5, 3, 2, 1, 2, 1, 1),
            new Geometry(2, 5, 5, 3, 3, 2, 2, 1, 1), new Geometry(1, 6, 4, 3, 3, 4, 3, 2, 2));

    @Test
    void theFirstMaximumOfEveryWindowWins() {
        for (Geometry g : GEOMETRIES) {
            float[] x = Reference.floats(1, 2 * g.inSize());
            for (int i = 0; i < x.length; i++) {
                x[i] = Math.round(x[i] / 16);
            }
            float[] y = new float[2 * g.outSize()];
            int[] index = new int[y.length];
            MaxPool.forward(g, 2, x, 0, y, 0, index, 0);
            for (int i = 0; i < y.length; i++) {
                int at = winner(g, x, i);
                assertThat(index[i]).as(g + " output " + i).isEqualTo(at - i / g.outSize() * g.inSize());
                assertThat(y[i]).isEqualTo(x[at]);
            }
        }
    }

    private static int winner(Geometry g, float[] x, int output) {
        int oy = output / g.outWidth() % g.outHeight();
        int ox = output % g.outWidth();
        int plane = output / (g.outHeight() * g.outWidth()) * g.height() * g.width();
        int best = -1;
        for (int t = 0; t < g.kernelH() * g.kernelW(); t++) {
            int iy = oy * g.strideH() - g.padH() + t / g.kernelW();
            int ix = ox * g.strideW() - g.padW() + t % g.kernelW();
            if (iy >= 0 && iy < g.height() && ix >= 0 && ix < g.width()) {
                int at = plane + iy * g.width() + ix;
                best = best < 0 || x[at] > x[best] ? at : best;
            }
        }
        return best;
    }

    @Test
    void theFirstNanWinsOverEverythingAndZerosOfEitherSignAreEqual() {
        Geometry g = new Geometry(1, 1, 4, 1, 4, 1, 1, 0, 0);
        float[] y = new float[1];
        int[] index = new int[1];
        MaxPool.forward(g, 1, new float[]{1f, Float.intBitsToFloat(0xffc00000), Float.POSITIVE_INFINITY, Float.NaN}, 0,
                y,
                0, index, 0);
        assertThat(y[0]).isNaN();
        assertThat(index[0]).isEqualTo(1);
        Geometry square = new Geometry(1, 2, 2, 2, 2, 2, 2, 0, 0);
        MaxPool.forward(square, 1, new float[]{1f, Float.NaN, Float.intBitsToFloat(0xffc00000), 7f}, 0, y, 0, index, 0);
        assertThat(index[0]).isEqualTo(1);
        MaxPool.forward(square, 1, new float[]{-1f, -0f, 0f, -2f}, 0, y, 0, index, 0);
        assertThat(index[0]).isEqualTo(1);
        MaxPool.forward(g, 1, new float[]{-1f, -0f, 0f, -2f}, 0, y, 0, index, 0);
        assertThat(index[0]).isEqualTo(1);
    }

    @Test
    void gradientsGoToTheWinnersAndAddWhereWindowsOverlap() {
        Geometry g = new Geometry(1, 1, 3, 1, 2, 1, 1, 0, 0);
        float[] y = new float[2];
        int[] index = new int[2];
        MaxPool.forward(g, 1, new float[]{1f, 5f, 2f}, 0, y, 0, index, 0);
        float[] dx = {9f, 9f, 9f};
        MaxPool.backward(g, 1, new float[]{0.5f, 0.25f}, 0, index, 0, dx, 0);
        assertThat(dx).containsExactly(0f, 0.75f, 0f);
    }
}
