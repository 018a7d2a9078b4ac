package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.AtomicFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * Where predictions go. A file is written whole or not at all, through symbolic links. What is no file, such as a pipe or a
 * device, is never replaced: it gets the predictions as they come.
 */
final class PredictionFile {

    private static final Set<String> STANDARD_OUTPUT = Set.of("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1");
    private static final int MAX_LINKS = 40;

    private final Path file;

    PredictionFile(Path file) {
        this.file = file;
    }

    boolean isStandardOutput() {
        return STANDARD_OUTPUT.contains(file.toAbsolutePath().normalize().toString());
    }

    /** @throws CommandFault if it can be seen that nothing can be written there */
    void check() {
        if (Files.isDirectory(file)) {
            throw CommandFault.badInput("--out " + file + ": is a folder, needs a file");
        }
        try {
            Path folder = throughLinks().getParent();
            if (!Files.isDirectory(folder)) {
                throw CommandFault.badInput("--out " + file + ": " + folder + " is no folder");
            }
        } catch (IOException e) {
            throw CommandFault.badInput("--out " + Words.of(e));
        }
    }

    /** @param out the screen's standard output, for when this is it */
    void write(PrintStream out, AtomicFile.Contents contents) throws IOException {
        if (isStandardOutput()) {
            contents.writeTo(new Printed(out));
        } else if (isSpecial()) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                contents.writeTo(channel);
            }
        } else {
            AtomicFile.write(throughLinks(), contents);
        }
    }

    private boolean isSpecial() {
        return Files.exists(file) && !Files.isRegularFile(file);
    }

    /** The path that is meant, which need not exist. */
    private Path throughLinks() throws IOException {
        Path here = file.toAbsolutePath();
        for (int links = 0; links <= MAX_LINKS; links++) {
            if (!Files.isSymbolicLink(here)) {
                return here;
            }
            here = here.resolveSibling(Files.readSymbolicLink(here));
        }
        throw new FileSystemException(file.toString(), null, "its symbolic links form a loop");
    }

    /** Standard output itself: opened anew by its name it would have another position in a file. */
    private record Printed(PrintStream out) implements WritableByteChannel {

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            out.write(copy);
            if (out.checkError()) {
                throw new IOException("standard output is closed");
            }
            return copy.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            out.flush();
        }
    }
}
