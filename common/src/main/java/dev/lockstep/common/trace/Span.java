package dev.lockstep.common.trace;

/** What a thread does for a while. */
public enum Span {
    /** The examples of a range are copied, or had been prepared and are only looked at. */
    GATHER("gather data"),
    /** The same for the next step, in a quiet moment. */
    PREPARE("prepare next data"),
    /** A slot has no block of the parameters to go on with, and helps others or sleeps. */
    AWAIT("wait for parameters", Detail.BLOCK),
    /** All layers of a range; each is a span within. */
    FORWARD("forward"), BACKWARD("backward"), FORWARD_LAYER("forward", Detail.NAME), BACKWARD_LAYER("backward",
            Detail.NAME),
    /** A worker's partials of a block meet, and leave. */
    SEND("send block", Detail.BLOCK),
    /** A worker's partial is copied where its coordinator reads it. */
    SHARE("copy into shared memory", Detail.BLOCK),
    /** Frames that wait are packed and given to the socket. */
    PACK("pack frames"),
    /** A chunk of parameters, or a block that is copied from shared memory. */
    RECEIVE_PARAMETERS("receive parameters", Detail.BLOCK),
    /** A chunk of a partial, or one that is copied from shared memory. */
    RECEIVE_PARTIAL("receive partial", Detail.BLOCK),
    /** A partial meets the others of its block at the coordinator. */
    ADD("tree addition", Detail.BLOCK),
    /** The optimizer on a piece of a block, with the last addition. */
    STEP("optimizer step", Detail.BLOCK), COMMIT("commit"), PUBLISH("publish block", Detail.BLOCK), COORDINATE(
            "coordinator's turn"), WORK("worker's turn"), EVALUATE(
                    "evaluate shard"), COPY("copy for checkpoint"), CHECKPOINT("write checkpoint"),
    /** Nothing to do, and looking for something. */
    LOOK("look for work"),
    /** Nothing to do, and asleep. */
    SLEEP("wait");

    /** What else a span tells, besides the step. */
    enum Detail {
        NONE,
        /** The number of a block. */
        BLOCK,
        /** A name that {@link Trace#name} knows: it follows the words. */
        NAME
    }

    private final String words;
    private final Detail detail;

    Span(String words) {
        this(words, Detail.NONE);
    }

    Span(String words, Detail detail) {
        this.words = words;
        this.detail = detail;
    }

    /** As a trace shows it. */
    public String words() {
        return words;
    }

    Detail detail() {
        return detail;
    }
}
