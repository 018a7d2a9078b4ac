package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.Disk;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The disk as one process uses it. Every change is an effect of the process, and takes time, in which everything else goes
 * on: other threads of the process, too.
 */
final class SimDiskPort implements Disk {

    private static final long CHANGE_NS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LIST_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long FORCE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Simulation simulation;
    private final SimDisk disk;
    private final SimProcess process;

    SimDiskPort(Simulation simulation, SimDisk disk, SimProcess process) {
        this.simulation = simulation;
        this.disk = disk;
        this.process = process;
    }

    @FunctionalInterface
    private interface Action {
        void run() throws IOException;
    }

    /** What takes long takes it before it is done. */
    private void slowly(String what, Path file, Action action) throws IOException {
        simulation.pass(process, FORCE_NS);
        change(CHANGE_NS, what, file, action);
    }

    private void change(long ns, String what, Path file, Action action) throws IOException {
        IOException[] fault = new IOException[1];
        process.effect(() -> what + " " + file, () -> {
            try {
                action.run();
            } catch (IOException e) {
                simulation.transcript().say(process.name(), () -> "fails to " + what + ": " + e.getMessage());
                fault[0] = e;
            }
        });
        simulation.pass(process, ns);
        if (fault[0] != null) {
            throw fault[0];
        }
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (!disk.exists(folder)) {
            slowly("make folder", folder, () -> disk.makeFolder(folder));
        }
    }

    @Override
    public List<Path> list(Path folder) {
        List<Path> found = disk.list(folder);
        simulation.pass(process, LIST_NS);
        return found;
    }

    @Override
    public boolean exists(Path file) {
        return disk.exists(file);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return disk.inode(file).contents().length;
    }

    @Override
    public ReadableByteChannel open(Path file, long fromByte) throws IOException {
        byte[] contents = disk.inode(file).contents();
        int from = Math.toIntExact(fromByte);
        return Channels.newChannel(new ByteArrayInputStream(contents, from, contents.length - from));
    }

    @Override
    public OutputFile create(Path file) throws IOException {
        SimDisk.Inode[] made = new SimDisk.Inode[1];
        change(CHANGE_NS, "create", file, () -> {
            disk.requireRoom(file);
            if (disk.exists(file)) {
                made[0] = disk.inode(file);
                made[0].empty(process);
            } else {
                made[0] = disk.make(process, file);
            }
        });
        return new Output(file, made[0]);
    }

    @Override
    public OutputFile createNew(Path file) throws IOException {
        SimDisk.Inode[] made = new SimDisk.Inode[1];
        change(CHANGE_NS, "create new", file, () -> {
            if (disk.exists(file) && !simulation.lacks(Safeguard.EXCLUSIVE_CREATE)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            disk.requireRoom(file);
            made[0] = disk.make(process, file);
        });
        return new Output(file, made[0]);
    }

    @Override
    public OutputFile append(Path file) throws IOException {
        return disk.exists(file) ? new Output(file, disk.inode(file)) : create(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        change(CHANGE_NS, "rename to", to, () -> disk.rename(process, from, to));
    }

    @Override
    public void link(Path existing, Path link) throws IOException {
        change(CHANGE_NS, "link", link, () -> disk.link(process, existing, link));
    }

    @Override
    public void delete(Path file) throws IOException {
        if (disk.exists(file)) {
            change(CHANGE_NS, "delete", file, () -> disk.delete(process, file));
        }
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        slowly("force folder", folder, () -> {
            if (simulation.faults().failedFsync().happens()) {
                throw new IOException(folder + ": Input/output error");
            }
            disk.forceFolder(folder);
        });
    }

    /** A file being written. */
    private final class Output implements OutputFile {

        private final Path file;
        private final SimDisk.Inode inode;
        private boolean open = true;

        Output(Path file, SimDisk.Inode inode) {
            this.file = file;
            this.inode = inode;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            byte[] written = new byte[bytes.remaining()];
            bytes.get(written);
            change(CHANGE_NS, "write to", file, () -> {
                boolean full = disk.isFull();
                inode.append(process, full ? Arrays.copyOf(written, written.length / 2) : written);
                disk.requireRoom(file);
            });
            return written.length;
        }

        @Override
        public void force() throws IOException {
            slowly("force", file, () -> {
                if (simulation.faults().failedFsync().happens()) {
                    disk.spoil(inode);
                    throw new IOException(file + ": Input/output error");
                }
                disk.force(inode);
            });
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
