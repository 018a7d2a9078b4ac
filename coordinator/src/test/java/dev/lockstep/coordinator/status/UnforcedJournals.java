package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The real disk, on which what is appended cannot be forced the first time, and would be the second. */
final class UnforcedJournals implements Disk {

    private final AtomicInteger forces = new AtomicInteger();

    /** How often it was tried. */
    int forces() {
        return forces.get();
    }

    private final class Appended implements OutputFile {

        private final OutputFile out;

        private Appended(OutputFile out) {
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return out.write(bytes);
        }

        @Override
        public void force() throws IOException {
            if (forces.getAndIncrement() == 0) {
                throw new IOException("Input/output error");
            }
        }

        @Override
        public boolean isOpen() {
            return out.isOpen();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        REAL.createFolders(folder);
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return REAL.list(folder);
    }

    @Override
    public boolean exists(Path file) throws IOException {
        return REAL.exists(file);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return REAL.sizeBytes(file);
    }

    @Override
    public ReadableByteChannel open(Path file) throws IOException {
        return REAL.open(file);
    }

    @Override
    public OutputFile create(Path file) throws IOException {
        return REAL.create(file);
    }

    @Override
    public OutputFile createNew(Path file) throws IOException {
        return REAL.createNew(file);
    }

    @Override
    public OutputFile append(Path file) throws IOException {
        return new Appended(REAL.append(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        REAL.rename(from, to);
    }

    @Override
    public void link(Path existing, Path link) throws IOException {
        REAL.link(existing, link);
    }

    @Override
    public void delete(Path file) throws IOException {
        REAL.delete(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        REAL.forceFolder(folder);
    }
}
