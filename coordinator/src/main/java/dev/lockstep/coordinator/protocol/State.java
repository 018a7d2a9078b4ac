package dev.lockstep.coordinator.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/** Where a run stands. */
public sealed interface State {

    /** Workers come, prepare and attach, until enough are usable or the deadline has passed. */
    record Gathering(long sinceNs, OptionalLong enoughSinceNs) implements State {}

    /** Step t: sums complete and blocks are stepped one by one; the last one commits version t + 1. */
    record Training(StepProgress step) implements State {}

    /**
     * Version t is whole and stays so while a part of the data is evaluated with it.
     *
     * @param step    step t, of which partials may gather already, but no block is stepped; empty when the run ends here
     */
    record Evaluating(OpenSum evaluation, Optional<StepProgress> step) implements State {}

    /**
     * How the run ends is decided: its files are being written, and workers are told until their links have ended.
     *
     * @param files   how far these are
     * @param filesNs since when they are so far
     */
    record Finishing(Outcome outcome, long sinceNs, Files files, long filesNs) implements State {}

    /** What a run leaves behind: a checkpoint first, if one is due or under way, then all that tells of the run. */
    enum Files {
        SAVING, WRITING, DONE
    }

    /** All is done. */
    record Ended(Outcome outcome) implements State {}
}
