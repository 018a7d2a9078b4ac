package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;

/** The list of layers; each is a word, or a group with exactly one of the keys that name a kind of layer. */
record LayersKind(Section section) implements Kind<ConfigList> {

    /** More layers than any network that this trainer could hold. */
    static final int MAX_LAYERS = 10_000;

    @Override
    public String needs() {
        return "a list of 1 to " + MAX_LAYERS + " layers";
    }

    @Override
    public ConfigList read(ConfigValue value) throws Misfit {
        if (!(value instanceof ConfigList list)) {
            throw new Misfit(Found.describe(value));
        }
        if (list.isEmpty() || list.size() > MAX_LAYERS) {
            throw new Misfit("a list of " + list.size());
        }
        return list;
    }
}
