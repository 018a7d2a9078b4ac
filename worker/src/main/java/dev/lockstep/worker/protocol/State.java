package dev.lockstep.worker.protocol;

import dev.lockstep.proto.Welcome;
import java.util.List;

/** Where a worker stands. */
public sealed interface State {

    /** Says hello until a coordinator answers: for ever if it never had one, for that one may not be there yet. */
    record Greeting(long sinceNs, long helloNs, boolean told) implements State {}

    /** Loads the data and proves its kernels, side by side; connects its link when the data are there. */
    record Preparing(Welcome welcome, long sinceNs, boolean dataLoaded, boolean linkOpened) implements State {}

    /** Ready: steps start with the arrival of their parameters, evaluations when they are asked for. */
    record Serving(Welcome welcome) implements State {}

    /** The link has ended, and the coordinator's last words may still be on their way; a heartbeat asks for them again. */
    record Adrift(Welcome welcome, long sinceNs, String why) implements State {}

    /** Says why it goes, and gives its words time to arrive before the link's end does. */
    record Parting(long sinceNs, Effect lastWords, List<Effect> end) implements State {}

    /** Over; whatever comes is dropped. */
    record Ended() implements State {}
}
