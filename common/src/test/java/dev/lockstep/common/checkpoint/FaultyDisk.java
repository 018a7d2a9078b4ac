package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real disk, of which the n-th operation that changes something fails; and what was asked of it. */
final class FaultyDisk implements Disk {

    private final int failsAt;
    private final List<String> operations = new ArrayList<>();

    /** @param failsAt from 0; -1 for never */
    FaultyDisk(int failsAt) {
        this.failsAt = failsAt;
    }

    /** As {@code force .step-00000001.term-0001.json.tmp}. */
    List<String> operations() {
        return operations;
    }

    private void on(String operation, Path file) throws IOException {
        operations.add(operation + " " + file.getFileName());
        if (operations.size() - 1 == failsAt) {
            throw new IOException(file + ": No space left on device (" + operation + ")");
        }
    }

    private final class File implements OutputFile {

        private final Path file;
        private final OutputFile out;

        private File(Path file, OutputFile out) {
            this.file = file;
            this.out = out;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            on("write", file);
            return out.write(bytes);
        }

        @Override
        public void force() throws IOException {
            on("force", file);
            out.force();
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
        on("createFolders", folder);
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
    public ReadableByteChannel open(Path file, long fromByte) throws IOException {
        return REAL.open(file, fromByte);
    }

    @Override
    public OutputFile create(Path file) throws IOException {
        on("create", file);
        return new File(file, REAL.create(file));
    }

    @Override
    public OutputFile createNew(Path file) throws IOException {
        on("createNew", file);
        return new File(file, REAL.createNew(file));
    }

    @Override
    public OutputFile append(Path file) throws IOException {
        on("append", file);
        return new File(file, REAL.append(file));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        on("rename", from);
        REAL.rename(from, to);
    }

    @Override
    public void link(Path existing, Path link) throws IOException {
        on("link", link);
        REAL.link(existing, link);
    }

    @Override
    public void delete(Path file) throws IOException {
        on("delete", file);
        REAL.delete(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        on("forceFolder", folder);
        REAL.forceFolder(folder);
    }
}
