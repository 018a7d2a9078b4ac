package dev.lockstep.deploy.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders of runs that a failed test leaves for its reader. */
final class Folders {

    static final Path KEPT = Path.of("target", "faults").toAbsolutePath();

    private Folders() {}

    /** Deletes the folder with all that it holds, if it is there. */
    static Path emptied(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }
}
