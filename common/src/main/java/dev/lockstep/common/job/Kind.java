package dev.lockstep.common.job;

import com.typesafe.config.ConfigValue;

/**
 * What the value of a key may be.
 *
 * @param <T> what it becomes once read
 */
interface Kind<T> {

    /** Ends the sentence "needs ...". */
    String needs();

    T read(ConfigValue value) throws Misfit;

    /** As the job file would write it. */
    default String render(T value) {
        return String.valueOf(value);
    }

    /** Whether {@code --set} takes what follows the equals sign as it stands, although HOCON would read signs in it. */
    default boolean isPlainText() {
        return false;
    }
}
