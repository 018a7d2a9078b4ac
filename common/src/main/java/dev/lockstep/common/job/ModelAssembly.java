package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the records of {@code model}. */
final class ModelAssembly {

    private ModelAssembly() {}

    static List<LayerSpec> read(Values root, List<Fault> faults) {
        ConfigList entries = root.get(Schema.MODEL);
        List<LayerSpec> layers = new ArrayList<>();
        Map<String, String> taken = new TreeMap<>();
        for (int i = 0; i < entries.size(); i++) {
            String path = "model[" + i + "]";
            ConfigValue entry = entries.get(i);
            if (!(entry instanceof ConfigObject object)) {
                layers.add(plain(Found.text(entry), Optional.empty()));
                continue;
            }
            Values values = new Values(object, path, root.places());
            LayerSpec layer = layer(values);
            layers.add(layer);
            checkPadding(layer, values, faults);
            layer.name().ifPresent(name -> {
                String other = taken.putIfAbsent(name, path);
                if (other != null) {
                    faults.add(values.fault(LayerKeys.NAME, "found \"" + name + "\"",
                            "which is the name of " + other + " too",
                            "give each layer its own name"));
                }
            });
        }
        return layers;
    }

    private static LayerSpec layer(Values values) {
        Optional<String> name = values.find(LayerKeys.NAME);
        String kind = LayerKeys.KINDS.stream()
                .map(Key::name)
                .filter(key -> !Values.isAbsent(values.object().get(key)))
                .findFirst()
                .orElseThrow();
        return switch (kind) {
            case "dense" -> new LayerSpec.Dense(name, values.get(LayerKeys.DENSE), values.find(LayerKeys.INIT));
            case "conv" -> new LayerSpec.Conv(
                    name,
                    values.get(LayerKeys.CONV),
                    values.get(LayerKeys.KERNEL),
                    values.get(LayerKeys.CONV_STRIDE),
                    values.get(LayerKeys.PADDING),
                    values.find(LayerKeys.INIT));
            case "max-pool" -> {
                LayerSpec.Pair window = values.get(LayerKeys.MAX_POOL);
                LayerSpec.Pair stride = values.find(LayerKeys.POOL_STRIDE).orElse(window);
                yield new LayerSpec.MaxPool(name, window, stride, values.get(LayerKeys.PADDING));
            }
            case "dropout" -> new LayerSpec.Dropout(name, values.get(LayerKeys.DROPOUT));
            default -> plain(kind, name);
        };
    }

    private static LayerSpec plain(String word, Optional<String> name) {
        return word.equals("flatten")
                ? new LayerSpec.Flatten(name)
                : new LayerSpec.Activation(name, LayerSpec.Function.valueOf(word.toUpperCase(Locale.ROOT)));
    }

    /** A window of nothing but padding has no largest value. */
    private static void checkPadding(LayerSpec layer, Values values, List<Fault> faults) {
        if (layer instanceof LayerSpec.MaxPool pool) {
            boolean fits = pool.padding().rows() < pool.kernel().rows()
                    && pool.padding().columns() < pool.kernel().columns();
            if (!fits) {
                faults.add(values.fault(LayerKeys.PADDING, "found " + LayerKeys.PADDING.kind().render(pool.padding()),
                        "needs less than the window, " + LayerKeys.MAX_POOL.kind().render(pool.kernel()), ""));
            }
        }
    }
}
