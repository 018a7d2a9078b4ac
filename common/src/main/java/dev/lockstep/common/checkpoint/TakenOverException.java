package dev.lockstep.common.checkpoint;

import java.io.IOException;

/** A newer term of the run is claimed: whoever hears this writes nothing more. */
public final class TakenOverException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int newerTerm;

    TakenOverException(int newerTerm) {
        super("term " + newerTerm + " has taken over");
        this.newerTerm = newerTerm;
    }

    public int newerTerm() {
        return newerTerm;
    }
}
