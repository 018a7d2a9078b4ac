package dev.lockstep.bench.scale;

/**
 * A layer with weights.
 *
 * @param weights      parameters without the bias
 * @param biases       of the bias
 * @param forwardFlops for one example
 */
record Layer(int weights, int biases, double forwardFlops) {

    static Layer dense(int inputs, int outputs) {
        return new Layer(inputs * outputs, outputs, 2.0 * inputs * outputs);
    }

    /** A convolution of 3 by 3 whose output has {@code positions}. */
    static Layer conv3(int channels, int filters, int positions) {
        return new Layer(9 * channels * filters, filters, 2.0 * 9 * channels * filters * positions);
    }
}
