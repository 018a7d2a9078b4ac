package dev.lockstep.common.job;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.List;
import java.util.Optional;

/** A job together with where its keys were written, for faults that only the data or the network can tell. */
public final class JobFile {

    private final Job job;
    private final ConfigObject root;
    private final Places places;

    JobFile(Job job, ConfigObject root, Places places) {
        this.job = job;
        this.root = root;
        this.places = places;
    }

    public Job job() {
        return job;
    }

    /**
     * A fault of a key that reads well but does not fit something else.
     *
     * @param key        full key, such as {@code batch} or {@code optimizer.type}; {@code model[2]} for a layer, counted from 0
     * @param found      what was found, such as {@code found 5000}
     * @param allowed    what is needed; may be empty
     * @param suggestion what to do; may be empty
     */
    public Fault fault(String key, String found, String allowed, String suggestion) {
        return places.fault(key, nearestTo(key), found, allowed, suggestion);
    }

    /** The fault of a batch that is larger than the training data. */
    public Optional<Fault> batchFault(int trainingExamples) {
        if (job.batch() <= trainingExamples) {
            return Optional.empty();
        }
        return Optional.of(fault("batch", "found " + job.batch(),
                "needs at most the " + trainingExamples + " training examples", ""));
    }

    private ConfigValue nearestTo(String key) {
        ConfigValue here = root;
        for (String name : key.split("[.\\[\\]]+")) {
            ConfigValue inner = switch (here) {
                case ConfigObject object -> object.get(name);
                case List<?> list when name.matches("[0-9]{1,6}") && Integer.parseInt(name) < list.size() ->
                    (ConfigValue) list.get(Integer.parseInt(name));
                default -> null;
            };
            if (inner == null) {
                return here;
            }
            here = inner;
        }
        return here;
    }
}
