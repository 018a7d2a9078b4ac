package dev.lockstep.common.job;

import java.util.List;
import java.util.Optional;

/**
 * Keys that stand together between braces.
 *
 * @param path          full key of the section; empty for the file itself
 * @param meaning       a sentence for the key reference
 * @param discriminator the key whose value chooses the variant of the section
 */
record Section(String path, String meaning, Optional<Key<String>> discriminator, List<Key<?>> keys) {

    Section {
        keys = List.copyOf(keys);
    }

    static Section of(String path, String meaning, Key<?>... keys) {
        return new Section(path, meaning, Optional.empty(), List.of(keys));
    }

    /** The first of {@code keys} chooses the variant. */
    static Section chosenBy(Key<String> discriminator, String path, String meaning, Key<?>... keys) {
        return new Section(path, meaning, Optional.of(discriminator), List.of(keys));
    }

    List<Key<?>> named(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).toList();
    }

    List<String> names() {
        return keys.stream().map(Key::name).distinct().toList();
    }
}
