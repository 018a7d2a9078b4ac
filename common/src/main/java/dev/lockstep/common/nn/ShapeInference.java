package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.Parameter;
import dev.lockstep.common.job.LayerSpec;
import dev.lockstep.common.job.LayerSpec.Init;
import dev.lockstep.common.job.LayerSpec.Pair;
import dev.lockstep.common.job.LossKind;
import dev.lockstep.common.kernel.Activation;
import dev.lockstep.common.kernel.Convolution;
import dev.lockstep.common.kernel.MaxPool;
import dev.lockstep.common.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Walks a model from its input to its loss, names the layers, infers shapes, lays out parameters, and gathers faults. */
final class ShapeInference {

    private final List<LayerSpec> model;
    private final Shape input;
    private final LossKind loss;
    private final List<Layer> layers = new ArrayList<>();
    private final List<ParameterLayout.Entry> entries = new ArrayList<>();
    private final List<ShapeFault.Fault> faults = new ArrayList<>();
    private final TreeMap<String, Integer> countOfKind = new TreeMap<>();
    private final TreeSet<String> names = new TreeSet<>();
    private long total;
    private int at;
    private String name;
    private Shape shape;

    ShapeInference(List<LayerSpec> model, Shape input, LossKind loss) {
        this.model = model;
        this.input = input;
        this.loss = loss;
    }

    Network network() throws ShapeFault {
        if (model.size() > LayerSpec.MAX_LAYERS) {
            throw new ShapeFault(List.of(new ShapeFault.Fault(LayerSpec.MAX_LAYERS,
                    "the model has " + model.size() + " layers; at most " + LayerSpec.MAX_LAYERS + " are allowed")));
        }
        shape = input;
        for (at = 0; at < model.size() && shape != null; at++) {
            LayerSpec spec = model.get(at);
            name = nameOf(spec);
            Optional<Layer> layer = layer(spec);
            layer.ifPresent(layers::add);
            shape = layer.map(Layer::output).orElse(shapeAfterFault(spec));
        }
        if (shape != null) {
            checkEnd();
        }
        if (!faults.isEmpty()) {
            throw new ShapeFault(faults);
        }
        return new Network(input, layers, new ParameterLayout(entries, (int) total), loss);
    }

    private void checkEnd() {
        at = Math.max(0, model.size() - 1);
        if (entries.isEmpty() && faults.isEmpty()) {
            faults.add(new ShapeFault.Fault(at, "the model has nothing to train; add { dense = <outputs> }"));
        } else if (loss == LossKind.CROSS_ENTROPY && !shape.isVector()) {
            fault("the network's output is " + shape + ", and cross-entropy needs a vector with one value per class;"
                    + " add flatten and { dense = <classes> } after it");
        } else if (loss == LossKind.CROSS_ENTROPY && shape.size() < 2) {
            fault("the network has one output, and cross-entropy needs one per class; for two classes give it two,"
                    + " or use binary-cross-entropy");
        }
    }

    private String nameOf(LayerSpec spec) {
        String kind = switch (spec) {
            case LayerSpec.Dense _ -> "dense";
            case LayerSpec.Conv _ -> "conv";
            case LayerSpec.MaxPool _ -> "max-pool";
            case LayerSpec.Dropout _ -> "dropout";
            case LayerSpec.Flatten _ -> "flatten";
            case LayerSpec.Activation a -> a.function().name().toLowerCase(Locale.ROOT);
        };
        int number = countOfKind.merge(kind, 1, Integer::sum);
        String chosen = spec.name().orElse(kind + number);
        if (!names.add(chosen)) {
            name = chosen;
            fault("another layer has this name; names must differ");
        }
        return chosen;
    }

    private Optional<Layer> layer(LayerSpec spec) {
        return switch (spec) {
            case LayerSpec.Dense d -> dense(d);
            case LayerSpec.Conv c -> conv(c);
            case LayerSpec.MaxPool p -> maxPool(p);
            case LayerSpec.Dropout d -> Optional.of(new Layer.DropoutLayer(name, shape, d.rate(), at));
            case LayerSpec.Flatten _ -> Optional.of(new Layer.FlattenLayer(name, Shape.of(shape.size())));
            case LayerSpec.Activation a -> Optional.of(new Layer.ActivationLayer(name, shape, switch (a.function()) {
                case RELU -> Activation.RELU;
                case TANH -> Activation.TANH;
                case SIGMOID -> Activation.SIGMOID;
            }));
        };
    }

    /** What a faulty layer would yield, so that those after it can be checked too; null where nobody knows. */
    private Shape shapeAfterFault(LayerSpec spec) {
        return spec instanceof LayerSpec.Dense d ? Shape.of(d.units()) : null;
    }

    private Optional<Layer> dense(LayerSpec.Dense spec) {
        if (!shape.isVector()) {
            fault("got " + shape + ", needs a vector; put flatten before it");
            return Optional.empty();
        }
        if (tooLarge((long) shape.size() * spec.units() + spec.units())) {
            return Optional.empty();
        }
        Parameter weights = parameter("weight", Shape.of(shape.size(), spec.units()));
        Parameter bias = parameter("bias", Shape.of(spec.units()));
        return Optional.of(new Layer.DenseLayer(name, Shape.of(spec.units()), weights, bias, init(spec.init())));
    }

    private Optional<Layer> conv(LayerSpec.Conv spec) {
        if (notAnImage() || doesNotFit(spec.kernel(), spec.padding())) {
            return Optional.empty();
        }
        long window = (long) spec.kernel().rows() * spec.kernel().columns() * shape.dimension(0);
        if (tooLarge(window * spec.filters() + spec.filters())) {
            return Optional.empty();
        }
        int channels = shape.dimension(0);
        Pair k = spec.kernel();
        Convolution.Geometry g = new Convolution.Geometry(channels, shape.dimension(1), shape.dimension(2),
                spec.filters(), k.rows(), k.columns(), spec.stride().rows(), spec.stride().columns(),
                spec.padding().rows(), spec.padding().columns());
        if (tooLarge((long) spec.filters() * g.outHeight() * g.outWidth()) || tooMuchScratch(g)) {
            return Optional.empty();
        }
        Parameter weights = parameter("weight", Shape.of(spec.filters(), channels, k.rows(), k.columns()));
        Parameter bias = parameter("bias", Shape.of(spec.filters()));
        Shape output = Shape.of(spec.filters(), g.outHeight(), g.outWidth());
        return Optional.of(new Layer.ConvLayer(name, output, g, weights, bias, init(spec.init())));
    }

    private Optional<Layer> maxPool(LayerSpec.MaxPool spec) {
        if (notAnImage() || doesNotFit(spec.kernel(), spec.padding())) {
            return Optional.empty();
        }
        MaxPool.Geometry g = new MaxPool.Geometry(shape.dimension(0), shape.dimension(1), shape.dimension(2),
                spec.kernel().rows(), spec.kernel().columns(), spec.stride().rows(), spec.stride().columns(),
                spec.padding().rows(), spec.padding().columns());
        Shape output = Shape.of(g.channels(), g.outHeight(), g.outWidth());
        return Optional.of(new Layer.PoolLayer(name, output, g));
    }

    private boolean notAnImage() {
        if (shape.rank() == 3) {
            return false;
        }
        String advice = layers.stream().allMatch(l -> l.parameters().isEmpty() && !(l instanceof Layer.FlattenLayer))
                ? "data.shape views an example as an image, as in data.shape = " + imageOf(input.size())
                : "put it before the layers that make a vector (dense, flatten)";
        fault("got " + shape + ", needs an image [channels, height, width]; " + advice);
        return true;
    }

    /** The image nearest to a square that has {@code size} elements in one channel. */
    private static Shape imageOf(int size) {
        int height = (int) Math.sqrt(size);
        while (size % height != 0) {
            height--;
        }
        return Shape.of(1, height, size / height);
    }

    private boolean doesNotFit(Pair kernel, Pair padding) {
        if (padding.rows() >= kernel.rows() || padding.columns() >= kernel.columns()) {
            fault("padding " + text(padding) + " must be smaller than the kernel " + text(kernel));
            return true;
        }
        long height = shape.dimension(1) + 2L * padding.rows();
        long width = shape.dimension(2) + 2L * padding.columns();
        if (kernel.rows() > height || kernel.columns() > width) {
            fault("got " + shape + ", and its kernel " + text(kernel) + " is larger than the image with padding, "
                    + height + " x " + width + "; use a smaller kernel, more padding, or less pooling before it");
            return true;
        }
        return tooLarge(height * width * shape.dimension(0));
    }

    /** Images are unrolled one at a time, in one array. */
    private boolean tooMuchScratch(Convolution.Geometry g) {
        long floats = g.scratchFloats();
        if (floats <= Integer.MAX_VALUE) {
            return false;
        }
        fault("got " + shape + ", and its kernel needs " + floats
                + " floats of scratch memory for an example, more than"
                + " 2^31 - 1; use a smaller kernel, a larger stride, fewer filters, or pooling before it");
        return true;
    }

    private boolean tooLarge(long floats) {
        if (floats <= Integer.MAX_VALUE && total + floats <= Integer.MAX_VALUE) {
            return false;
        }
        fault("got " + shape + " and would bring the model past 2^31 - 1 parameters or values per example");
        return true;
    }

    private Parameter parameter(String role, Shape of) {
        Parameter parameter = new Parameter(entries.size(), of, (int) total);
        entries.add(new ParameterLayout.Entry(name + "." + role, parameter));
        total += of.size();
        return parameter;
    }

    /** As given, or He where the next activation is a relu, else Glorot. */
    private Init init(Optional<Init> given) {
        return given.orElseGet(() -> {
            for (LayerSpec next : model.subList(at + 1, model.size())) {
                if (next instanceof LayerSpec.Activation a) {
                    return a.function() == LayerSpec.Function.RELU ? Init.HE : Init.GLOROT;
                }
                if (next instanceof LayerSpec.Dense || next instanceof LayerSpec.Conv) {
                    return Init.GLOROT;
                }
            }
            return Init.GLOROT;
        });
    }

    private void fault(String message) {
        faults.add(new ShapeFault.Fault(at, "layer " + (at + 1) + " (" + name + "): " + message));
    }

    private static String text(Pair pair) {
        return pair.rows() + " x " + pair.columns();
    }
}
