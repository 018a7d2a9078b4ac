package dev.lockstep.common.job;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.Function;

/** The words that a key can choose from, in the order in which they are shown. */
final class Choices {

    private Choices() {}

    static Kind<String> words(String... words) {
        return choice(List.of(words), Function.identity());
    }

    static <E extends Enum<E>> Kind<E> constants(Class<E> type) {
        return choice(Arrays.asList(type.getEnumConstants()), constant -> word(constant));
    }

    static Kind<LossKind> losses() {
        return choice(List.of(LossKind.values()), LossKind::key);
    }

    /** As the job file writes an enum's constant. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> Kind<T> choice(List<T> values, Function<T, String> word) {
        SequencedMap<String, T> choices = new LinkedHashMap<>();
        values.forEach(value -> choices.put(word.apply(value), value));
        return TextKinds.oneOf(Collections.unmodifiableSequencedMap(choices));
    }
}
