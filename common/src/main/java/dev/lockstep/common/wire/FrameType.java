package dev.lockstep.common.wire;

/** Kinds of bulk frames; a kind's number on the wire never changes its meaning. */
enum FrameType {

    /** worker to hub, first: who connects ({@code BulkHello}). */
    HELLO(1),
    /** hub to worker: the hello is accepted ({@code BulkAccept}). */
    ACCEPT(2),
    /** hub to worker, last: why the connection ends, in words. */
    CLOSE(3),
    /** worker to hub: loss, weight and metrics of a node. */
    SCALARS(4),
    /** worker to hub: a chunk of a gradient partial. */
    GRADIENT(5),
    /** hub to worker: a chunk of a block of parameters. */
    PARAMETERS(6),
    /** worker to hub, if the accept names files: their secrets, or nothing if the worker does not have them. */
    SHARED(7),
    /** worker to hub: a whole gradient partial lies in shared memory. */
    GRADIENT_SHARED(8),
    /** hub to worker: a whole block of parameters lies in shared memory. */
    PARAMETERS_SHARED(9);

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static FrameType of(int number) throws BadFrameException {
        for (FrameType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new BadFrameException("a frame of unknown type " + number);
    }
}
