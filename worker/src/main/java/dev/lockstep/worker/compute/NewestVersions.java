package dev.lockstep.worker.compute;

import dev.lockstep.common.tensor.Storage;
import java.util.Optional;

/** Where the two newest versions of the parameters stand. For any thread; the values are the link's. */
public final class NewestVersions {

    private final long[] versions = {-1, -1};
    private final Storage[] vectors = new Storage[2];

    /** Notes the flat vector in which a version gathers, unless a newer one has its place. */
    public synchronized void put(long version, Storage flat) {
        int place = (int) (version & 1);
        if (version >= versions[place]) {
            versions[place] = version;
            vectors[place] = flat;
        }
    }

    /** The flat vector of {@code version}; empty when a newer version has overtaken it, which nobody waits for any more. */
    public synchronized Optional<Storage> get(long version) {
        int place = (int) (version & 1);
        if (versions[place] < version) {
            throw new IllegalStateException("version " + version + " has not come: its place holds version "
                    + versions[place]);
        }
        return versions[place] == version ? Optional.of(vectors[place]) : Optional.empty();
    }
}
