package dev.lockstep.common.wire.shared;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the processes of a host find each other's shared files: a file system in memory.
 *
 * @param folder where the files lie
 * @param host   the same for two processes only if it is worth their while to look for each other's files
 */
public record SharedFolder(Path folder, String host) {

    /** System property: {@code tcp} lets this process share nothing. */
    public static final String SWITCH = "lockstep.plane";

    private static final Logger LOG = LoggerFactory.getLogger(SharedFolder.class);

    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path NETWORK = Path.of("/proc/self/ns/net");

    /** A file's name has the process that made it. */
    private static final Pattern NAME = Pattern.compile("lockstep-([0-9]{1,10})-[0-9a-f]{16}");

    /**
     * This host's folder; empty where there is none, or the switch is off. Processes of two network namespaces are on two
     * hosts: between them is what their users put there, a limit for instance.
     */
    public static Optional<SharedFolder> ofThisHost() {
        if ("tcp".equals(System.getProperty(SWITCH)) || !Files.isWritable(IN_MEMORY)) {
            return Optional.empty();
        }
        try {
            String host = Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(NETWORK);
            return Optional.of(new SharedFolder(IN_MEMORY, host));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    static String newName(long random) {
        return "lockstep-%d-%016x".formatted(ProcessHandle.current().pid(), random);
    }

    /**
     * The path of a file that a peer has named.
     *
     * @throws IOException if it is no name that this class gives: a peer chooses no path
     */
    Path named(String name) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IOException("not the name of a shared file: " + name);
        }
        return folder.resolve(name);
    }

    /** Deletes the files of processes that have ended without doing so; others' stay as they are. */
    public void sweep() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "lockstep-*")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    delete(file);
                }
            }
        } catch (IOException | RuntimeException unread) {
            LOG.debug("could not look for shared files that were left behind", unread);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException another) {
            LOG.debug("the shared file {} is left to its user", file, another);
        }
    }
}
