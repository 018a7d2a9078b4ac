package dev.lockstep.bench.libtorch;

import static org.bytedeco.pytorch.global.torch.max_pool2d;
import static org.bytedeco.pytorch.global.torch.relu;

import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * One of the comparison's networks.
 *
 * @param module  holds its parameters
 * @param forward from examples {@code [n, 784]} to a score for each class, {@code [n, 10]}
 */
record TorchNetwork(Module module, UnaryOperator<Tensor> forward) {

    private static final int CLASSES = 10;
    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;

    /** The network of that name: the same as in {@code deploy/bench/jobs}. */
    static TorchNetwork named(String name) {
        return switch (name) {
            case "small" -> dense(PIXELS, 128, CLASSES);
            case "mlp" -> dense(PIXELS, 512, 256, CLASSES);
            case "big" -> dense(PIXELS, 2048, 2048, CLASSES);
            case "cnn" -> convolutional();
            default -> throw new IllegalArgumentException("no network is called " + name);
        };
    }

    long parameterCount() {
        TensorVector parameters = module.parameters();
        long count = 0;
        for (int i = 0; i < parameters.size(); i++) {
            count += parameters.get(i).numel();
        }
        return count;
    }

    private static TorchNetwork dense(int... widths) {
        Module module = new Module();
        LinearImpl[] layers = new LinearImpl[widths.length - 1];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = new LinearImpl(widths[i], widths[i + 1]);
            module.register_module("dense" + i, layers[i]);
        }
        return new TorchNetwork(module, x -> {
            Tensor y = layers[0].forward(x);
            for (int i = 1; i < layers.length; i++) {
                y = layers[i].forward(relu(y));
            }
            return y;
        });
    }

    private static TorchNetwork convolutional() {
        Module module = new Module();
        Conv2dImpl first = new Conv2dImpl(threeByThree(1, 32));
        Conv2dImpl second = new Conv2dImpl(threeByThree(32, 64));
        LinearImpl hidden = new LinearImpl(64 * (SIDE / 4) * (SIDE / 4), 128);
        LinearImpl scores = new LinearImpl(128, CLASSES);
        module.register_module("first", first);
        module.register_module("second", second);
        module.register_module("hidden", hidden);
        module.register_module("scores", scores);
        return new TorchNetwork(module, x -> {
            Tensor y = max_pool2d(relu(first.forward(x.view(-1, 1, SIDE, SIDE))), 2);
            y = max_pool2d(relu(second.forward(y)), 2);
            return scores.forward(relu(hidden.forward(y.flatten(1, -1))));
        });
    }

    private static Conv2dOptions threeByThree(int channels, int filters) {
        Conv2dOptions options = new Conv2dOptions(channels, filters, new LongPointer(3, 3));
        options.padding().put(new LongPointer(1, 1));
        return options;
    }
}
