package dev.lockstep.common.autodiff;

/** Where operations wait for parameters that are still to come. */
@FunctionalInterface
public interface ParameterGate {

    /**
     * Returns when the floats {@code [offset, offset + length)} of the flat vector are there.
     *
     * @throws AbandonedException when nobody waits for the result any more
     */
    void await(int offset, int length);
}
