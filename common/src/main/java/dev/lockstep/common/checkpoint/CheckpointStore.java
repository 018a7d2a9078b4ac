package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A run's checkpoints. Each is two files, named by its step and by the term that wrote it:
 *
 * <pre>
 *   step-00000200.term-0001.safetensors   the parameters, then the optimizer's state as optimizer.SLOT.PARAMETER
 *   step-00000200.term-0001.json          the manifest, written when the values are on the disk for good
 * </pre>
 *
 * A checkpoint is whole when its manifest is, and the values are those that the manifest names by their hash. Whatever
 * is interrupted leaves the older ones as they were. For one thread.
 */
public final class CheckpointStore {

    /** Under the run's folder. */
    public static final String FOLDER = "checkpoints";

    /** What one array can hold. */
    private static final long MAX_FLOATS = Integer.MAX_VALUE - Long.BYTES;

    private static final String STATE_PREFIX = "optimizer.";

    private final Disk disk;
    private final Path folder;
    /** Seen whole by this store, so that deleting older ones need not read them again. */
    private final NavigableMap<CheckpointName, Manifest> whole = new TreeMap<>();

    /** @param folder of the checkpoints alone; made when the first is written */
    public CheckpointStore(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * Writes a checkpoint. When this returns it is on the disk for good; when it throws, nothing of it stays, and the older
     * ones are as they were.
     *
     * @throws IOException with words, if it cannot be written
     */
    public Manifest write(Checkpoint checkpoint) throws IOException {
        CheckpointFacts facts = checkpoint.facts();
        CheckpointName name = new CheckpointName(facts.step(), facts.term());
        Path values = folder.resolve(name.valuesFile());
        Path manifestFile = folder.resolve(name.manifestFile());
        List<TensorEntry> entries = writable(checkpoint);
        List<Storage> parts = new ArrayList<>(List.of(checkpoint.parameters()));
        parts.addAll(checkpoint.state());
        try {
            disk.createFolders(folder);
            withdraw(name);
            Sha256 hash = new Sha256();
            AtomicFile.write(disk, values, "", channel -> SafetensorsFile.writeTo(hash.through(channel),
                    Collections.emptySortedMap(), entries, parts));
            Manifest manifest = new Manifest(facts, checkpoint.parameters().length(), checkpoint.state().size(),
                    ParameterHash.sha256(checkpoint.parameters()), name.valuesFile(), hash.bytes(), hash.hex());
            AtomicFile.write(disk, manifestFile, "", ManifestJson.write(manifest));
            whole.put(name, manifest);
            return manifest;
        } catch (IOException | RuntimeException e) {
            AtomicFile.deleteAfter(e, disk, manifestFile);
            AtomicFile.deleteAfter(e, disk, values);
            throw e;
        }
    }

    /**
     * The checkpoint to go on from.
     *
     * @param damaged gets a line for each newer one that is damaged: which file, and what is wrong
     * @return empty if there is none that is whole
     */
    public Optional<Checkpoint> newestWhole(List<String> damaged) throws IOException {
        for (CheckpointName name : manifests().descendingSet()) {
            try {
                return Optional.of(read(name));
            } catch (IOException e) {
                whole.remove(name);
                damaged.add(e instanceof DamagedFileException ? e.getMessage() : name + ": " + words(e));
            }
        }
        return Optional.empty();
    }

    /**
     * Deletes what is older than the newest whole checkpoint, but the newest {@code keep} and the one of the lowest validation
     * loss. A damaged one is not kept, and does not count.
     *
     * @param keep at least 1
     * @throws IOException if something cannot be read or deleted; what is deleted then was to go
     */
    public void prune(int keep) throws IOException {
        if (!disk.exists(folder)) {
            return;
        }
        disk.forceFolder(folder); // Another process may have written a name here, and died before it was on the disk.
        List<CheckpointName> newestFirst = new ArrayList<>();
        for (CheckpointName name : manifests().descendingSet()) {
            if (isWhole(name)) {
                newestFirst.add(name);
            }
        }
        if (newestFirst.isEmpty()) {
            return;
        }
        NavigableSet<CheckpointName> kept = new TreeSet<>(newestFirst.subList(0, Math.min(keep, newestFirst.size())));
        best(newestFirst).ifPresent(kept::add);
        CheckpointName newest = newestFirst.getFirst();
        for (Path file : disk.list(folder)) {
            boolean interrupted = AtomicFile.isTemporary(file);
            Optional<CheckpointName> name = CheckpointName.of(interrupted ? AtomicFile.target(file) : file);
            if (name.isPresent() && name.get().compareTo(newest) < 0 && (interrupted || !kept.contains(name.get()))) {
                disk.delete(file); // Sorted: the manifest goes before the values that it names.
            }
        }
        whole.keySet().retainAll(kept);
    }

    private Optional<CheckpointName> best(List<CheckpointName> names) {
        return names.stream()
                .filter(name -> !Double.isNaN(lossOf(name)))
                .min(Comparator.comparingDouble(this::lossOf).thenComparing(Comparator.naturalOrder()));
    }

    private double lossOf(CheckpointName name) {
        return whole.get(name).facts().validationLoss().orElse(Double.NaN);
    }

    private boolean isWhole(CheckpointName name) throws IOException {
        if (!whole.containsKey(name)) {
            try {
                read(name);
            } catch (DamagedFileException damaged) {
                return false;
            }
        }
        return true;
    }

    /** What is left of an earlier try under the same name is no checkpoint any more, before new values come. */
    private void withdraw(CheckpointName name) throws IOException {
        Path manifestFile = folder.resolve(name.manifestFile());
        if (disk.exists(manifestFile)) {
            whole.remove(name);
            disk.delete(manifestFile);
            disk.forceFolder(folder);
        }
    }

    private NavigableSet<CheckpointName> manifests() throws IOException {
        return disk.list(folder).stream()
                .filter(file -> file.getFileName().toString().endsWith(CheckpointName.MANIFEST))
                .flatMap(file -> CheckpointName.of(file).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Checkpoint read(CheckpointName name) throws IOException {
        Manifest manifest = readManifest(name);
        Path file = folder.resolve(name.valuesFile());
        if (!disk.exists(file)) {
            throw new DamagedFileException(file, "is missing");
        }
        long bytes = disk.sizeBytes(file);
        if (bytes != manifest.bytes()) {
            throw new DamagedFileException(file, "has " + bytes + " bytes, written were " + manifest.bytes());
        }
        Sha256 hash = new Sha256();
        SafetensorsFile found;
        try (ReadableByteChannel channel = disk.open(file)) {
            found = SafetensorsFile.read(file, hash.through(channel), bytes);
        }
        String sha256 = hash.hex();
        if (!sha256.equals(manifest.sha256())) {
            throw new DamagedFileException(file, "its SHA-256 is " + sha256 + ", written was " + manifest.sha256());
        }
        Checkpoint checkpoint = cut(file, manifest, found);
        whole.put(name, manifest);
        return checkpoint;
    }

    private Manifest readManifest(CheckpointName name) throws IOException {
        Path file = folder.resolve(name.manifestFile());
        Manifest manifest;
        try {
            manifest = ManifestJson.read(SmallFile.read(disk, file, ManifestJson.MAX_BYTES));
        } catch (DamagedFileException e) {
            throw e;
        } catch (IOException e) {
            throw new DamagedFileException(file, words(e));
        }
        CheckpointFacts facts = manifest.facts();
        if (facts.step() != name.step() || facts.term() != name.term() || !manifest.file().equals(name.valuesFile())) {
            throw new DamagedFileException(file, "belongs to " + new CheckpointName(facts.step(), facts.term()));
        }
        return manifest;
    }

    private static Checkpoint cut(Path file, Manifest manifest, SafetensorsFile found) throws DamagedFileException {
        int floats = (int) Math.min(manifest.parameters(), Integer.MAX_VALUE);
        List<TensorEntry> layout = found.entries().stream().filter(entry -> entry.end() <= floats).toList();
        if ((1L + manifest.stateSlots()) * floats != found.values().length()
                || (layout.isEmpty() ? 0 : layout.getLast().end()) != floats) {
            throw new DamagedFileException(file, "it holds " + found.values().length() + " floats, not "
                    + manifest.parameters() + " parameters and " + manifest.stateSlots() + " vectors of state");
        }
        Storage parameters = vector(found, 0, floats);
        List<Storage> state = new ArrayList<>();
        for (int slot = 0; slot < manifest.stateSlots(); slot++) {
            state.add(vector(found, slot + 1, floats));
        }
        Checkpoint checkpoint = new Checkpoint(manifest.facts(), layout, parameters, state);
        if (!entries(checkpoint).equals(found.entries())) {
            throw new DamagedFileException(file, "its state is not that of its parameters");
        }
        return checkpoint;
    }

    /** One of a file's vectors, in an array of its own: whoever goes on from the checkpoint takes it over. */
    private static Storage vector(SafetensorsFile found, int index, int floats) {
        Storage vector = Storage.allocate(floats);
        System.arraycopy(found.values().array(), found.values().offset() + index * floats, vector.array(), 0, floats);
        return vector;
    }

    /** The entries of the file, if a reader will take them. */
    private static List<TensorEntry> writable(Checkpoint checkpoint) throws IOException {
        long floats = (1L + checkpoint.state().size()) * checkpoint.parameters().length();
        if (floats > MAX_FLOATS) {
            throw new IOException(
                    "a checkpoint of " + floats + " floats is more than a file here can hold, " + MAX_FLOATS);
        }
        List<TensorEntry> entries = entries(checkpoint);
        Set<String> names = new TreeSet<>();
        for (TensorEntry entry : entries) {
            if (!names.add(entry.name())) {
                throw new IOException("two tensors of the checkpoint are called " + entry.name()
                        + "; give the layer that is called so another name");
            }
        }
        return entries;
    }

    /** Of the whole file. */
    private static List<TensorEntry> entries(Checkpoint checkpoint) {
        List<TensorEntry> entries = new ArrayList<>(checkpoint.layout());
        for (int slot = 0; slot < checkpoint.state().size(); slot++) {
            int start = (slot + 1) * checkpoint.parameters().length();
            for (TensorEntry entry : checkpoint.layout()) {
                entries.add(new TensorEntry(STATE_PREFIX + slot + "." + entry.name(), entry.shape(),
                        start + entry.offset()));
            }
        }
        return entries;
    }

    private static String words(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().lines().findFirst().orElse("");
    }
}
