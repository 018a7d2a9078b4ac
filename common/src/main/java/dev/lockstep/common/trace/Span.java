package dev.lockstep.common.trace;

/** What a thread does for a while. */
public enum Span {
    /** The examples of a range are copied, or had been prepared and are only looked at. */
    GATHER("gather data"), FORWARD("forward"),
    /** Backward, up to parameters whose gradient is final; names the first block of them. */
    BACKWARD("backward"),
    /** A worker's partials of a block meet, and leave. */
    SEND("send block"),
    /** A partial meets the others of its block at the coordinator. */
    ADD("tree addition"),
    /** The optimizer on a piece of a block, with the last addition. */
    STEP("optimizer step"), COMMIT("commit"), PUBLISH("publish block"), COORDINATE("coordinator's turn"), WORK(
            "worker's turn"), EVALUATE("evaluate shard"), COPY("copy for checkpoint"), CHECKPOINT("write checkpoint"),
    /** Nothing to do, and looking for something. */
    LOOK("look for work"),
    /** Nothing to do, and asleep. */
    SLEEP("wait");

    private final String words;

    Span(String words) {
        this.words = words;
    }

    /** As a trace shows it. */
    public String words() {
        return words;
    }
}
