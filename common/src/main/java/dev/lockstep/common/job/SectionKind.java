package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;

/** A group of keys between braces. */
record SectionKind(Section section) implements Kind<ConfigObject> {

    @Override
    public String needs() {
        return "a group of keys { ... }";
    }

    @Override
    public ConfigObject read(ConfigValue value) throws Misfit {
        if (!(value instanceof ConfigObject object)) {
            throw new Misfit(Found.describe(value));
        }
        return object;
    }
}
