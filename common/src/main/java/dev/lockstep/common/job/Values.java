package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The values of a section that has been checked: whatever is asked for is there, or has a default, or is optional.
 *
 * @param object null for a section that is absent
 */
record Values(ConfigObject object, String path, Places places) {

    static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("unchecked key " + join(path, key.name())));
    }

    /** The value, else the key's default. */
    <T> Optional<T> find(Key<T> key) {
        if (object == null || isAbsent(object.get(key.name()))) {
            return key.defaultValue();
        }
        try {
            return Optional.of(key.kind().read(object.get(key.name())));
        } catch (Misfit misfit) {
            throw new IllegalStateException("unchecked key " + join(path, key.name()), misfit);
        }
    }

    Optional<Path> path(Key<String> key) {
        return find(key)
                .map(text -> places.resolve(join(path, key.name()), object.get(key.name()), text));
    }

    Values group(Key<ConfigObject> key) {
        return new Values(find(key).orElse(null), join(path, key.name()), places);
    }

    Fault fault(Key<?> key, String found, String allowed, String suggestion) {
        String full = join(path, key.name());
        ConfigValue value = object == null ? null : object.get(key.name());
        return value == null
                ? places.missing(full, object, allowed)
                : places.fault(full, value, found, allowed, suggestion);
    }

    /** {@code null} takes a key away, as in {@code --set optimizer.momentum=null}. */
    static boolean isAbsent(ConfigValue value) {
        return value == null || JobSource.isResolved(value) && value.valueType() == ConfigValueType.NULL;
    }
}
