package dev.lockstep.common.job;

import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;

/** Looks at values as a user wrote them. */
final class Found {

    private static final int SHOWN_CHARACTERS = 60;

    private Found() {}

    static boolean isScalar(ConfigValue value) {
        return switch (value.valueType()) {
            case NUMBER, BOOLEAN, STRING -> true;
            case LIST, OBJECT, NULL -> false;
        };
    }

    /** The text of a scalar; a number keeps the digits it was written with. */
    static String text(ConfigValue scalar) {
        return scalar.atKey("value").getString("value");
    }

    static String scalarText(ConfigValue value) throws Misfit {
        if (!isScalar(value)) {
            throw new Misfit(describe(value));
        }
        return text(value);
    }

    static String describe(ConfigValue value) {
        return switch (value.valueType()) {
            case NUMBER, BOOLEAN -> shortened(text(value));
            case STRING -> ConfigUtil.quoteString(shortened(text(value)));
            case LIST -> "a list";
            case OBJECT -> "a group of keys";
            case NULL -> "null";
        };
    }

    static boolean is(ConfigValue value, ConfigValueType type) {
        return value.valueType() == type;
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
