package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** {@link Disk} by {@code java.nio.file}. */
final class RealDisk implements Disk {

    private record ChannelFile(FileChannel channel) implements OutputFile {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            return channel.write(bytes);
        }

        @Override
        public void force() throws IOException {
            channel.force(true);
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path at = folder.toAbsolutePath(); at != null && !Files.isDirectory(at); at = at.getParent()) {
            missing.push(at);
        }
        Files.createDirectories(folder);
        for (Path made : missing) {
            forceFolder(made.getParent());
        }
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.sorted().toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (UncheckedIOException interrupted) {
            throw interrupted.getCause();
        }
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public long sizeBytes(Path file) throws IOException {
        return Files.size(file);
    }

    @Override
    public ReadableByteChannel open(Path file, long fromByte) throws IOException {
        return FileChannel.open(file, StandardOpenOption.READ).position(fromByte);
    }

    @Override
    public OutputFile create(Path file) throws IOException {
        return opened(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public OutputFile createNew(Path file) throws IOException {
        return opened(file, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public OutputFile append(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new ChannelFile(channel);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A rename between two names of one file does nothing, so the temporary name is deleted after it all the same. */
    @Override
    public void link(Path existing, Path link) throws IOException {
        Path temporary = link.resolveSibling("." + link.getFileName() + "." + existing.getFileName() + ".link");
        if (!Files.exists(existing)) {
            throw new NoSuchFileException(existing.toString());
        }
        Files.deleteIfExists(temporary);
        try {
            Files.createLink(temporary, existing);
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            Path folder = link.toAbsolutePath().getParent();
            Files.createSymbolicLink(temporary, folder.relativize(existing.toAbsolutePath()));
        }
        try {
            rename(temporary, link);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static OutputFile opened(Path file, OpenOption... options) throws IOException {
        OpenOption[] all = Stream.concat(Stream.of(options), Stream.of(StandardOpenOption.WRITE))
                .toArray(OpenOption[]::new);
        return new ChannelFile(FileChannel.open(file, all));
    }
}
