package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.SimManifest;
import dev.lockstep.deploy.simulation.fault.Fault;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A disk that keeps no more than {@code Disk} promises. When a machine goes, bytes that were not forced are lost, or torn
 * off somewhere, and names that were not forced are as they were; a force that failed leaves contents that no later force
 * makes durable. What only a process did that died stays.
 */
final class SimDisk {

    /** A file, whatever its names. */
    static final class Inode {

        private byte[] now = {};
        /** What a crash leaves; null for a file of which nothing was ever forced. */
        private byte[] durable;
        private SimProcess writer;
        private boolean spoiled;

        byte[] contents() {
            return now;
        }

        void append(SimProcess by, byte[] bytes) {
            writer = by;
            int at = now.length;
            now = Arrays.copyOf(now, at + bytes.length);
            System.arraycopy(bytes, 0, now, at, bytes.length);
        }

        void empty(SimProcess by) {
            writer = by;
            now = new byte[0];
        }

        /** As if other bytes had been written in the first place. */
        private void rewrite(byte[] bytes) {
            durable = isDurable() ? bytes : durable;
            now = bytes;
        }

        private boolean isDurable() {
            return now == durable;
        }
    }

    /** Names that change together; a null file for a name that goes. */
    private record Change(SimProcess by, Map<Path, Inode> to) {}

    private final Simulation simulation;
    private final Map<Path, Inode> names = new TreeMap<>();
    private final Map<Path, Inode> durableNames = new TreeMap<>();
    private final Set<Path> folders = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<Path> damaged = new HashSet<>();
    private long fullUntilNs;
    private long refused;

    SimDisk(Simulation simulation) {
        this.simulation = simulation;
    }

    /** As a process sees it. */
    SimDiskPort of(SimProcess process) {
        return new SimDiskPort(simulation, this, process);
    }

    // What faults do.

    void fill(long ns) {
        fullUntilNs = simulation.clock().nowNs() + ns;
    }

    void empty() {
        fullUntilNs = 0;
    }

    /** Flips a bit of one of the files there. */
    boolean damage(Path folder, SplittableRandom random) {
        List<Path> files = list(folder).stream().filter(file -> names.get(file).now.length > 0
                && !file.getFileName().toString().startsWith(".")).toList();
        if (files.isEmpty()) {
            return false;
        }
        Path file = files.get(random.nextInt(files.size()));
        byte[] flipped = names.get(file).now.clone();
        int at = flipped.length - 1 - random.nextInt(flipped.length);
        flipped[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        names.get(file).rewrite(flipped);
        if (simulation.lacks(Safeguard.CHECKPOINT_HASH)) {
            hideDamage(file, flipped);
        }
        damaged.add(file);
        simulation.transcript().say("fault", () -> "a bit of " + file + " flips");
        return true;
    }

    /** Makes the manifest name the values that are there now. */
    private void hideDamage(Path values, byte[] flipped) {
        Path manifest = Path.of(values.toString().replace(".safetensors", ".json"));
        if (!manifest.equals(values) && names.containsKey(manifest)) {
            try {
                Inode inode = names.get(manifest);
                inode.rewrite(SimManifest.forValues(inode.now, flipped));
            } catch (IOException damagedToo) {
                simulation.transcript().say("fault", damagedToo::getMessage);
            }
        }
    }

    /** Whether a bit of it has ever flipped. */
    boolean isDamaged(Path file) {
        return damaged.contains(file);
    }

    /** Writes that found the disk full. */
    long refused() {
        return refused;
    }

    /** The machine of a process goes: so does what that process did not force. */
    void machineDied(SimProcess process) {
        Faults faults = simulation.faults();
        List<Change> kept = new ArrayList<>();
        for (Change change : changes) {
            if (change.by() != process) {
                kept.add(change);
            } else if (!faults.lostWrite().happens()) {
                apply(change, durableNames);
            }
        }
        changes.clear();
        changes.addAll(kept);
        names.clear();
        names.putAll(durableNames);
        changes.forEach(change -> apply(change, names));
        Set<Inode> inodes = new HashSet<>(names.values());
        inodes.addAll(durableNames.values());
        inodes.stream().filter(inode -> inode.writer == process && !inode.isDurable()).forEach(this::loseUnforced);
    }

    private void loseUnforced(Inode inode) {
        byte[] forced = inode.durable == null ? new byte[0] : inode.durable;
        Fault torn = simulation.faults().tornWrite();
        if (torn.happens() && !inode.spoiled) {
            int least = Math.min(forced.length, inode.now.length);
            inode.now = Arrays.copyOf(inode.now, least + torn.random().nextInt(inode.now.length - least + 1));
        } else if (inode.spoiled || simulation.faults().lostWrite().happens()) {
            inode.now = forced;
        }
        inode.durable = inode.now;
    }

    // What ports do.

    void requireRoom(Path file) throws IOException {
        if (isFull()) {
            refused++;
            throw new IOException(file + ": No space left on device");
        }
    }

    boolean isFull() {
        return simulation.clock().nowNs() < fullUntilNs;
    }

    boolean exists(Path file) {
        return names.containsKey(file) || folders.contains(file);
    }

    Inode inode(Path file) throws NoSuchFileException {
        Inode inode = names.get(file);
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    List<Path> list(Path folder) {
        return names.keySet().stream().filter(file -> folder.equals(file.getParent())).toList();
    }

    void makeFolder(Path folder) {
        folders.add(folder);
    }

    Inode make(SimProcess by, Path file) {
        Inode inode = new Inode();
        inode.writer = by;
        change(by, Map.of(file, inode));
        return inode;
    }

    void rename(SimProcess by, Path from, Path to) throws NoSuchFileException {
        Map<Path, Inode> change = new TreeMap<>();
        change.put(to, inode(from));
        change.put(from, null);
        change(by, change);
    }

    void link(SimProcess by, Path existing, Path link) throws NoSuchFileException {
        change(by, Map.of(link, inode(existing)));
    }

    void delete(SimProcess by, Path file) {
        if (names.containsKey(file)) {
            Map<Path, Inode> change = new TreeMap<>();
            change.put(file, null);
            change(by, change);
        }
    }

    private void change(SimProcess by, Map<Path, Inode> to) {
        Change change = new Change(by, to);
        changes.add(change);
        apply(change, names);
    }

    void force(Inode inode) {
        if (!inode.spoiled && !simulation.lacks(Safeguard.FILE_FORCE)) {
            inode.durable = inode.now;
        }
    }

    /** What was to be forced never will be. */
    void spoil(Inode inode) {
        inode.spoiled = true;
    }

    void forceFolder(Path folder) {
        if (simulation.lacks(Safeguard.FOLDER_FORCE)) {
            return;
        }
        changes.removeIf(change -> {
            boolean here = change.to().keySet().stream().allMatch(file -> folder.equals(file.getParent()));
            if (here) {
                apply(change, durableNames);
            }
            return here;
        });
    }

    private static void apply(Change change, Map<Path, Inode> names) {
        change.to().forEach((file, inode) -> {
            if (inode == null) {
                names.remove(file);
            } else {
                names.put(file, inode);
            }
        });
    }

    /** What would be there if every machine went now, and lost all that it may lose; null for no such file. */
    byte[] durable(Path file) {
        Inode inode = durableNames.get(file);
        return inode == null ? null : inode.durable == null ? new byte[0] : inode.durable;
    }
}
