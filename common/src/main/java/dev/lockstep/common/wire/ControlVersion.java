package dev.lockstep.common.wire;

/** The version of the control messages. Coordinator and worker compare it before anything else. */
public final class ControlVersion {

    /** Raised with every change that an older side would misread. */
    public static final int CURRENT = 2;

    private ControlVersion() {}
}
