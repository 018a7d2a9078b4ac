package dev.lockstep.coordinator.parameters;

/** Hears how the next version comes about; called on the threads of the runner's executor, never under a lock. */
public interface StepListener {

    /** A block of {@code version} is written and finite: it may be broadcast. */
    void stepped(long version, int block);

    /** Every block of {@code version} has been told as stepped: it may be committed. */
    void whole(long version);

    /** A parameter of {@code version} is not finite; the version will never be whole. Told once per block. */
    void notFinite(long version, int block);

    /** A broken invariant; nothing more can be expected. */
    void failed(Throwable cause);
}
