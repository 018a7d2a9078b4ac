package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A trained model as a safetensors file. Its metadata hold where the model comes from and, under {@link #SHA256}, the hash
 * of its values.
 */
public final class ModelFile {

    /** Metadata key of {@link ParameterHash#sha256} over the values in the order of the file. */
    public static final String SHA256 = "parameters_sha256";

    private ModelFile() {}

    /** Writes the whole file or nothing, on the disk of this machine. */
    public static void write(Path file, List<TensorEntry> layout, Storage parameters, Map<String, String> provenance)
            throws IOException {
        write(Disk.REAL, file, "", layout, parameters, provenance);
    }

    /**
     * Writes the whole file or nothing.
     *
     * @param tag        as {@link AtomicFile#write} has it
     * @param layout     the tensors, in order, without gaps
     * @param parameters the flat vector
     * @param provenance what else the metadata say: job, release, seed, hash of the data
     */
    public static void write(Disk disk, Path file, String tag, List<TensorEntry> layout, Storage parameters,
            Map<String, String> provenance) throws IOException {
        TreeMap<String, String> metadata = new TreeMap<>(provenance);
        metadata.put(SHA256, ParameterHash.sha256(parameters));
        AtomicFile.write(disk, file, tag,
                channel -> SafetensorsFile.writeTo(channel, metadata, layout, List.of(parameters)));
    }

    /**
     * Reads the parameters of a model of the given layout; tensors are found by name, in whatever order the file has them.
     *
     * @throws DamagedFileException if the file is damaged, or holds other tensors than the layout
     */
    public static Storage read(Path file, List<TensorEntry> layout) throws IOException {
        SafetensorsFile found = SafetensorsFile.read(file);
        String expectedHash = found.metadata().get(SHA256);
        String hash = ParameterHash.sha256(found.values());
        if (expectedHash != null && !expectedHash.equals(hash)) {
            throw new DamagedFileException(file,
                    "its values are damaged: their SHA-256 is " + hash + ", written was " + expectedHash);
        }
        Map<String, TensorEntry> byName = found.entries().stream()
                .collect(Collectors.toMap(TensorEntry::name, Function.identity(), (a, b) -> a, TreeMap::new));
        TreeSet<String> unknown = new TreeSet<>(byName.keySet());
        Storage parameters = Storage.allocate(Math.toIntExact(layout.isEmpty() ? 0 : layout.getLast().end()));
        for (TensorEntry wanted : layout) {
            TensorEntry entry = byName.get(wanted.name());
            if (entry == null || !entry.shape().equals(wanted.shape())) {
                throw new DamagedFileException(file, "the model needs tensor " + wanted.name() + " of shape "
                        + wanted.shape() + ", the file has " + (entry == null ? "none" : entry.shape()));
            }
            Storage values = found.values();
            System.arraycopy(values.array(), values.offset() + entry.offset(), parameters.array(), wanted.offset(),
                    wanted.size());
            unknown.remove(wanted.name());
        }
        if (!unknown.isEmpty()) {
            throw new DamagedFileException(file, "the model has no tensor " + String.join(", ", unknown));
        }
        return parameters;
    }
}
