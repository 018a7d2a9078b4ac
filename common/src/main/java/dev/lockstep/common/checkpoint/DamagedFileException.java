package dev.lockstep.common.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is not what it should be; the message names the file and what is wrong, for the user. */
public final class DamagedFileException extends IOException {

    private static final long serialVersionUID = 1L;

    DamagedFileException(Path file, String what) {
        super(file + ": " + what);
    }
}
