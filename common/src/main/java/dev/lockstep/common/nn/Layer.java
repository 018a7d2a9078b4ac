package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.Convolve;
import dev.lockstep.common.autodiff.Dense;
import dev.lockstep.common.autodiff.Dropout;
import dev.lockstep.common.autodiff.Parameter;
import dev.lockstep.common.autodiff.Pointwise;
import dev.lockstep.common.autodiff.Pool;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.autodiff.View;
import dev.lockstep.common.job.LayerSpec.Init;
import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.MaxPool;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.util.List;

/** A layer whose shapes are known. */
public sealed interface Layer {

    /** Unique in its network. */
    String name();

    /** As the job file writes it. */
    String kind();

    /** The shape of an example that leaves it. */
    Shape output();

    /** What is trained, in order of the layout. */
    default List<Parameter> parameters() {
        return List.of();
    }

    /** Writes first weights to their places in the flat vector; biases become 0. */
    default void initialise(long seed, Storage parameters) {}

    /**
     * @param fused applied to the output; only a layer with weights can do so
     */
    Variable forward(Variable x, Activation fused);

    /** Weights {@code [in, out]}. */
    record DenseLayer(String name, Shape output, Parameter weights, Parameter bias, Init init) implements Layer {

        @Override
        public String kind() {
            return "dense";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weights, bias);
        }

        @Override
        public void initialise(long seed, Storage parameters) {
            Initialiser.fill(init, seed, weights, weights.shape().dimension(0), output.size(), parameters);
            Initialiser.zero(bias, parameters);
        }

        @Override
        public Variable forward(Variable x, Activation fused) {
            return Dense.of(x, weights, bias, fused);
        }
    }

    /** Weights {@code [filters, channels, kernelH, kernelW]}. */
    record ConvLayer(String name, Shape output, Convolution.Geometry geometry, Parameter weights, Parameter bias,
            Init init)
            implements
                Layer {

        @Override
        public String kind() {
            return "conv";
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(weights, bias);
        }

        @Override
        public void initialise(long seed, Storage parameters) {
            int window = geometry.kernelH() * geometry.kernelW();
            Initialiser.fill(init, seed, weights, geometry.taps(), geometry.filters() * window, parameters);
            Initialiser.zero(bias, parameters);
        }

        @Override
        public Variable forward(Variable x, Activation fused) {
            return Convolve.of(geometry, x, weights, bias, fused);
        }
    }

    /** Maximum over windows. */
    record PoolLayer(String name, Shape output, MaxPool.Geometry geometry) implements Layer {

        @Override
        public String kind() {
            return "max-pool";
        }

        @Override
        public Variable forward(Variable x, Activation fused) {
            return Pool.of(geometry, x);
        }
    }

    /** @param operation tells the dropouts of a network apart: the layer's place */
    record DropoutLayer(String name, Shape output, double rate, int operation) implements Layer {

        @Override
        public String kind() {
            return "dropout";
        }

        /** The identity, unless the tape trains. */
        @Override
        public Variable forward(Variable x, Activation fused) {
            return x.tape().recording() ? Dropout.of(x, rate, operation) : x;
        }
    }

    /** An example as a vector. */
    record FlattenLayer(String name, Shape output) implements Layer {

        @Override
        public String kind() {
            return "flatten";
        }

        @Override
        public Variable forward(Variable x, Activation fused) {
            return View.flatten(x);
        }
    }

    /** An elementwise function that is a layer of its own. */
    record ActivationLayer(String name, Shape output, Activation function) implements Layer {

        @Override
        public String kind() {
            return switch (function) {
                case RELU -> "relu";
                case TANH -> "tanh";
                case SIGMOID -> "sigmoid";
                case NONE -> "identity";
            };
        }

        @Override
        public Variable forward(Variable x, Activation fused) {
            return switch (function) {
                case RELU -> Pointwise.of(Pointwise.Function.RELU, x);
                case TANH -> Pointwise.of(Pointwise.Function.TANH, x);
                case SIGMOID -> Pointwise.of(Pointwise.Function.SIGMOID, x);
                case NONE -> x;
            };
        }
    }
}
