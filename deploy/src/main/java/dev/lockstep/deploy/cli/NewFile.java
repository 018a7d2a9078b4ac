package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.AtomicFile;
import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** A file that one process of several makes, whole and on the disk before it has its name. */
final class NewFile {

    private NewFile() {}

    /** @throws FileAlreadyExistsException when somebody else has made it */
    static void publish(Path file, byte[] contents) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            write(Disk.REAL.createNew(temporary), contents);
            link(file, temporary, contents);
        } finally {
            Disk.REAL.delete(temporary);
        }
        Disk.REAL.forceFolder(file.getParent());
    }

    /** Where there are no hard links, the exclusive create comes first: a crash can leave the file torn there. */
    private static void link(Path file, Path temporary, byte[] contents) throws IOException {
        try {
            Files.createLink(file, temporary);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (UnsupportedOperationException | FileSystemException noHardLinks) {
            write(Disk.REAL.createNew(file), contents);
        }
    }

    private static void write(Disk.OutputFile file, byte[] contents) throws IOException {
        try (file) {
            AtomicFile.writeFully(file, ByteBuffer.wrap(contents));
            file.force();
        }
    }
}
