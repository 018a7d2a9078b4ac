package dev.lockstep.common.wire.shared;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders for tests, under the build's own. */
public final class SharedFolders {

    private SharedFolders() {}

    public static SharedFolder temporary() {
        try {
            Path target = Files.createDirectories(Path.of("target", "shared"));
            return new SharedFolder(Files.createTempDirectory(target, "folder"), "a host");
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
