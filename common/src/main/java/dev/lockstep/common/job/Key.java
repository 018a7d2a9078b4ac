package dev.lockstep.common.job;

import java.util.List;
import java.util.Optional;

/**
 * A key of the job file: reading it, the faults about it, and its line in the key reference all come from here.
 *
 * @param name         as written in its section
 * @param defaultValue what stands in when the key is absent
 * @param isRequired   whether its section is faulty without it
 * @param onlyFor      the variants of its section that know it; empty for all of them
 * @param meaning      a sentence for the key reference
 */
record Key<T>(
        String name, Kind<T> kind, Optional<T> defaultValue, boolean isRequired, List<String> onlyFor, String meaning) {

    static <T> Key<T> required(String name, Kind<T> kind, String meaning) {
        return new Key<>(name, kind, Optional.empty(), true, List.of(), meaning);
    }

    static <T> Key<T> optional(String name, Kind<T> kind, String meaning) {
        return new Key<>(name, kind, Optional.empty(), false, List.of(), meaning);
    }

    static <T> Key<T> withDefault(String name, Kind<T> kind, T defaultValue, String meaning) {
        return new Key<>(name, kind, Optional.of(defaultValue), false, List.of(), meaning);
    }

    Key<T> onlyFor(String... variants) {
        return new Key<>(name, kind, defaultValue, isRequired, List.of(variants), meaning);
    }

    boolean isKnownTo(String variant) {
        return onlyFor.isEmpty() || onlyFor.contains(variant);
    }

    /** For the key reference. */
    String defaultText() {
        return isRequired ? "required" : defaultValue.map(kind::render).orElse("none");
    }
}
