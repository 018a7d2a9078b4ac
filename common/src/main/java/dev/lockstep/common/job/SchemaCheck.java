package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Holds a job's values against the {@link Schema} and tells every fault: unknown, missing, and misfit keys. */
final class SchemaCheck {

    private final Places places;
    private final List<Fault> faults;

    SchemaCheck(Places places, List<Fault> faults) {
        this.places = places;
        this.faults = faults;
    }

    void check(Section section, ConfigObject object, String path) {
        Optional<String> variant = section.discriminator().flatMap(key -> variant(key, object));
        boolean isVariantKnown = section.discriminator().isEmpty() || variant.isPresent();
        String chosenBy = section.discriminator()
                .map(key -> key.name() + " = " + variant.orElse(""))
                .orElse("");
        checkKeys(section, object, path, variant.orElse(""), isVariantKnown, chosenBy);
    }

    private void checkKeys(
            Section section, ConfigObject object, String path, String variant, boolean isVariantKnown,
            String chosenBy) {
        for (var entry : object.entrySet()) {
            String full = Values.join(path, entry.getKey());
            ConfigValue value = entry.getValue();
            List<Key<?>> named = section.named(entry.getKey());
            List<Key<?>> known = named.stream().filter(key -> key.isKnownTo(variant)).toList();
            if (named.isEmpty()) {
                faults.add(unknown(section, entry.getKey(), full, value));
            } else if (!known.isEmpty()) {
                checkValue(known.getFirst(), full, value);
            } else if (isVariantKnown && !Values.isAbsent(value)) {
                faults.add(misplaced(named, full, value, chosenBy));
            }
        }
        for (Key<?> key : section.keys()) {
            boolean isNeeded = key.isRequired() && key.isKnownTo(variant);
            if (isNeeded && Values.isAbsent(object.get(key.name()))) {
                faults.add(places.missing(Values.join(path, key.name()), object, "needs " + key.kind().needs()));
            }
        }
    }

    private void checkValue(Key<?> key, String full, ConfigValue value) {
        if (Values.isAbsent(value) || !JobSource.isResolved(value)) {
            return; // what stands for nothing has been told already
        }
        try {
            Object read = key.kind().read(value);
            switch (key.kind()) {
                case SectionKind group -> check(group.section(), (ConfigObject) read, full);
                case LayersKind layers -> checkLayers(layers.section(), (ConfigList) read, full);
                default -> {
                }
            }
        } catch (Misfit misfit) {
            faults.add(places.fault(full, value, "found " + misfit.found(), "needs " + key.kind().needs(),
                    misfit.suggestion()));
        }
    }

    private void checkLayers(Section section, ConfigList layers, String path) {
        for (int i = 0; i < layers.size(); i++) {
            ConfigValue layer = layers.get(i);
            String full = path + "[" + i + "]";
            if (!JobSource.isResolved(layer)) {
                continue;
            }
            if (layer instanceof ConfigObject object) {
                checkLayer(section, object, full);
            } else {
                checkWord(layer, full);
            }
        }
    }

    private void checkLayer(Section section, ConfigObject layer, String path) {
        List<String> kinds = LayerKeys.KINDS.stream()
                .map(Key::name)
                .filter(name -> !Values.isAbsent(layer.get(name)))
                .toList();
        if (kinds.size() == 1) {
            checkKeys(section, layer, path, kinds.getFirst(), true, kinds.getFirst());
            return;
        }
        String needs = "needs exactly one of "
                + LayerKeys.KINDS.stream().map(Key::name).collect(Collectors.joining(", "));
        List<String> unknown = layer.keySet().stream().filter(name -> section.named(name).isEmpty()).toList();
        if (kinds.isEmpty() && !unknown.isEmpty()) {
            checkKeys(section, layer, path, "", false, "");
        } else {
            String found = kinds.isEmpty() ? "found a layer of no kind" : "found " + String.join(" and ", kinds);
            faults.add(places.fault(path, layer, found, needs, ""));
        }
    }

    private void checkWord(ConfigValue layer, String path) {
        String needs = "needs one of " + String.join(", ", LayerKeys.WORDS) + ", or a group such as { dense = 64 }";
        if (!Found.isScalar(layer)) {
            faults.add(places.fault(path, layer, "found " + Found.describe(layer), needs, ""));
            return;
        }
        String word = Found.text(layer);
        if (LayerKeys.WORDS.contains(word)) {
            return;
        }
        Nearest nearest = Nearest.to(word, LayerKeys.KINDS.stream().map(Key::name).toList());
        String question = nearest.isNear() && !LayerKeys.WORDS.contains(nearest.word())
                ? "write { " + nearest.word() + " = ... }"
                : nearest.question();
        faults.add(places.fault(path, layer, "found " + Found.describe(layer), needs, question));
    }

    private Fault misplaced(List<Key<?>> named, String full, ConfigValue value, String chosenBy) {
        String others = named.stream().flatMap(key -> key.onlyFor().stream()).collect(Collectors.joining(", "));
        String suggestion = full.contains("[") ? "take it out" : "take it out, or --set " + full + "=null";
        return places.fault(full, value, "does not apply to " + chosenBy, "only to " + others, suggestion);
    }

    private Fault unknown(Section section, String name, String full, ConfigValue value) {
        Nearest here = Nearest.to(name, section.names());
        String suggestion = here.question();
        if (!here.isNear()) {
            suggestion = elsewhere(name)
                    .map(other -> "did you mean \"" + other + "\"?")
                    .orElse("the nearest key is \"" + here.word() + "\"; known here: "
                            + String.join(", ", section.names()));
        }
        return places.fault(full, value, "unknown key", "", suggestion);
    }

    /** The full key of the same name in another section. */
    private static Optional<String> elsewhere(String name) {
        return Schema.sections().stream()
                .flatMap(section -> section.names().stream()
                        .filter(known -> Nearest.folded(known).equals(Nearest.folded(name)))
                        .map(known -> Values.join(section.path(), known)))
                .findFirst();
    }

    private static Optional<String> variant(Key<String> discriminator, ConfigObject object) {
        ConfigValue value = object.get(discriminator.name());
        if (Values.isAbsent(value)) {
            return discriminator.defaultValue();
        }
        try {
            return JobSource.isResolved(value) ? Optional.of(discriminator.kind().read(value)) : Optional.empty();
        } catch (Misfit told) {
            return Optional.empty(); // told as that key's own fault
        }
    }
}
