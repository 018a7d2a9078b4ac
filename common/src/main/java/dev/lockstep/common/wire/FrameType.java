package dev.lockstep.common.wire;

import dev.lockstep.common.reduce.Precision;

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
    PARAMETERS_SHARED(9),
    /** worker to hub: a chunk of a gradient partial, in bfloat16; in a run of such gradients, instead of GRADIENT. */
    GRADIENT_BF16(10);

    private final int number;

    FrameType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /** Of a chunk of a partial. */
    static FrameType ofGradients(Precision precision) {
        return switch (precision) {
            case F32 -> GRADIENT;
            case BF16 -> GRADIENT_BF16;
        };
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
