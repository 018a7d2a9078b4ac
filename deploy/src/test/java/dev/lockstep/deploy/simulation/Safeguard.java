package dev.lockstep.deploy.simulation;

/** What keeps a run right, and can be left out of a simulated one, to show that it then fails. */
enum Safeguard {

    /** A file's contents are forced before it gets its name. */
    FILE_FORCE,

    /** A folder is forced after a name in it has changed. */
    FOLDER_FORCE,

    /** Who holds a term looks for a newer one before it writes, and now and then. */
    TERM_FENCE,

    /** Of two that claim a term, one gets it. */
    EXCLUSIVE_CREATE,

    /** A checkpoint's values are those that its manifest names by their hash. */
    CHECKPOINT_HASH,

    /** The lines of the metrics are on the disk before a checkpoint after which no such lines come again. */
    JOURNAL_FIRST,

    /** A version's buffers are not written again before a checkpoint's copy of them is made. */
    COPY_FIRST,

    /** A frame has the checksum that its sender gave it. */
    FRAME_CHECKSUM,

    /** A partial is added only to its sibling, never on arrival. */
    SIBLING_ONLY,

    /** A partial of a step that is over is dropped. */
    STALE_DROP,

    /** A partial that is there already is dropped. */
    DUPLICATE_DROP,

    /** What may have been lost is said again. */
    REPETITION
}
