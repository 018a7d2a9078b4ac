package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.Parameter;
import dev.lockstep.common.autodiff.Tape;
import dev.lockstep.common.autodiff.Variable;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A chain of layers with their loss: what a job's {@code model} means for examples of a shape. It holds no parameters; they
 * are one flat vector, given to whoever computes. Immutable.
 */
public final class Network {

    private final Shape input;
    private final List<Layer> layers;
    private final ParameterLayout layout;
    private final LossKind loss;
    private final List<Stage> stages;

    /** A layer and the activation after it that it can apply itself; which bits come out is the same. */
    private record Stage(Layer layer, Activation fused, int traceName) {
        static Stage of(Layer layer) {
            return new Stage(layer, Activation.NONE, Trace.name(layer.name()));
        }
    }

    Network(Shape input, List<Layer> layers, ParameterLayout layout, LossKind loss) {
        this.input = input;
        this.layers = List.copyOf(layers);
        this.layout = layout;
        this.loss = loss;
        this.stages = fuse(computed());
    }

    /**
     * Infers every shape.
     *
     * @param input the shape of one example
     * @throws ShapeFault where layers do not fit: names each layer, what it got and what it needs
     */
    public static Network build(List<LayerSpec> model, Shape input, LossKind loss) throws ShapeFault {
        return new ShapeInference(model, input, loss).network();
    }

    /** The shape of one example's features. */
    public Shape input() {
        return input;
    }

    /** Outputs of one example: classes, or values. */
    public int outputs() {
        return layers.getLast().output().size();
    }

    /**
     * Checks a regression's data against the output; classes are checked against it label by label, as they are read.
     *
     * @param targets target values of an example
     * @throws ShapeFault names both numbers
     */
    public void requireTargets(int targets) throws ShapeFault {
        if (!loss.isClassification() && targets != outputs()) {
            throw new ShapeFault(List.of(new ShapeFault.Fault(layers.size() - 1,
                    "layer " + layers.size() + " (" + layers.getLast().name() + "): the network yields " + outputs()
                            + " values for an example, and data.label names " + targets
                            + "; end the model with { dense = " + targets + " }")));
        }
    }

    public LossKind loss() {
        return loss;
    }

    public List<Layer> layers() {
        return layers;
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** Floats, from the first of the flat vector on, that the first layer with parameters needs. */
    public int firstFloats() {
        return layers.stream().map(Layer::parameters).filter(own -> !own.isEmpty()).findFirst()
                .map(own -> own.getLast().offset() + own.getLast().size()).orElse(0);
    }

    /** The name of the layer at a place in {@code model}; {@code loss} past the last one. */
    public String layerName(int layer) {
        return layer < layers.size() ? layers.get(layer).name() : "loss";
    }

    /** What a pass of training takes. */
    public PassMemory trainingMemory() {
        return PassMemory.ofTraining(input, stages.stream().map(Stage::layer).toList());
    }

    /** What an evaluation or a prediction takes. */
    PassMemory forwardMemory() {
        return PassMemory.ofForward(input, stages.stream().map(Stage::layer).toList());
    }

    /** A line for each layer, to be printed. */
    public List<LayerRow> table() {
        return layers.stream().map(layer -> new LayerRow(layer.name(), layer.kind(), layer.output(),
                layer.parameters().stream().mapToInt(Parameter::size).sum())).toList();
    }

    /**
     * @param kind       as the job file writes it
     * @param output     the shape of an example that leaves the layer
     * @param parameters floats that are trained
     */
    public record LayerRow(String name, String kind, Shape output, int parameters) {}

    /** Fills {@code parameters} with the first version: weights by each layer's initialiser, biases 0. */
    public void initialise(long seed, Storage parameters) {
        if (parameters.length() != layout.total()) {
            throw new IllegalArgumentException(
                    "the layout has " + layout.total() + " floats, got room for " + parameters.length());
        }
        layers.forEach(layer -> layer.initialise(seed, parameters));
    }

    /** The output, or the logits where a last sigmoid belongs to the loss. */
    Variable forward(Variable x) {
        Tape tape = x.tape();
        for (Stage stage : stages) {
            long began = tape.enter(stage.traceName);
            Variable y = stage.layer.forward(x, stage.fused);
            tape.leave(began);
            if (y.values() != x.values()) {
                tape.discard(x);
            }
            x = y;
        }
        return x;
    }

    /** The output of each layer by itself, nothing fused. */
    List<Variable> forwardEach(Variable x) {
        List<Variable> outputs = new ArrayList<>();
        for (Layer layer : computed()) {
            x = layer.forward(x, Activation.NONE);
            outputs.add(x);
        }
        return outputs;
    }

    /** All layers but a last sigmoid that the loss computes from its logit. */
    private List<Layer> computed() {
        boolean folded = loss == LossKind.BINARY_CROSS_ENTROPY
                && layers.getLast() instanceof Layer.ActivationLayer a && a.function() == Activation.SIGMOID;
        return folded ? layers.subList(0, layers.size() - 1) : layers;
    }

    private static List<Stage> fuse(List<Layer> layers) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            boolean weighted = layer instanceof Layer.DenseLayer || layer instanceof Layer.ConvLayer;
            if (weighted && i + 1 < layers.size() && layers.get(i + 1) instanceof Layer.ActivationLayer next) {
                stages.add(new Stage(layer, next.function(), Trace.name(layer.name() + " and " + next.name())));
                i++;
            } else {
                stages.add(Stage.of(layer));
            }
        }
        return List.copyOf(stages);
    }
}
