package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.List;

/**
 * The few things that durable writing needs of a file system, so that a simulation can stand in for one. Nothing is promised
 * to survive a crash of the machine but this: the contents of a file up to its last {@link OutputFile#force}, and the
 * names in a folder up to the last {@link #forceFolder}. A file whose force failed has unknown contents, and a second force
 * that succeeds proves nothing: it is deleted and written anew.
 */
public interface Disk {

    /** The file system of this machine. */
    Disk REAL = new RealDisk();

    /** A file being written; closing it does not force it. */
    interface OutputFile extends WritableByteChannel {

        /** Returns when what was written is on the disk, with the file's length. */
        void force() throws IOException;
    }

    /** Makes the folder and those above it, durably; does nothing when it is there. */
    void createFolders(Path folder) throws IOException;

    /** What is in a folder, sorted; empty when there is no such folder. */
    List<Path> list(Path folder) throws IOException;

    boolean exists(Path file) throws IOException;

    long sizeBytes(Path file) throws IOException;

    /** @throws java.nio.file.NoSuchFileException when there is none */
    default ReadableByteChannel open(Path file) throws IOException {
        return open(file, 0);
    }

    /**
     * Opens a file to be read from a place in it on.
     *
     * @param fromByte up to the file's length
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    ReadableByteChannel open(Path file, long fromByte) throws IOException;

    /** A new empty file, or an old one emptied. */
    OutputFile create(Path file) throws IOException;

    /** @throws FileAlreadyExistsException when there is one: of several at once, one gets the file */
    OutputFile createNew(Path file) throws IOException;

    /** Writes to the end of a file, which is made when there is none. */
    OutputFile append(Path file) throws IOException;

    /** At once, replacing what is there. */
    void rename(Path from, Path to) throws IOException;

    /** A second name for a file, replacing at once what is there: a hard link, a symbolic one where there are none. */
    void link(Path existing, Path link) throws IOException;

    /** Does nothing when there is no such file. */
    void delete(Path file) throws IOException;

    /** Returns when every name made, changed or deleted in the folder is so on the disk. */
    void forceFolder(Path folder) throws IOException;
}
