package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;

/** The list of layers; each is a word, or a group with exactly one of the keys that name a kind of layer. */
record LayersKind(Section section) implements Kind<ConfigList> {

    @Override
    public String needs() {
        return "a list of 1 to " + LayerSpec.MAX_LAYERS + " layers";
    }

    @Override
    public ConfigList read(ConfigValue value) throws Misfit {
        if (!(value instanceof ConfigList list)) {
            throw new Misfit(Found.describe(value));
        }
        if (list.isEmpty() || list.size() > LayerSpec.MAX_LAYERS) {
            throw new Misfit("a list of " + list.size());
        }
        return list;
    }
}
