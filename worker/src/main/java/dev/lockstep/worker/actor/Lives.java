package dev.lockstep.worker.actor;

import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import dev.lockstep.common.wire.CannotListenException;

/** Where a worker lives, one life after another. */
public interface Lives {

    /** Begins a life. The former one has ended. */
    Life begin() throws CannotListenException;

    /** Whether a worker whose actor system was ended by others gets another one. */
    boolean outliveTheirSystem();

    /** The surroundings of one life. */
    interface Life {

        ActorSystem system();

        /** A coordinator to greet: another one each time, if there are several. */
        ActorSelection nextCoordinator();

        /**
         * Ends what this life had for itself.
         *
         * @param last whether no other life follows: then last messages are on their way
         */
        void end(boolean last);
    }

    /** All lives in one system, which belongs to somebody else. */
    static Lives within(ActorSystem system, ActorSelection coordinator) {
        Life life = new Life() {
            @Override
            public ActorSystem system() {
                return system;
            }

            @Override
            public ActorSelection nextCoordinator() {
                return coordinator;
            }

            @Override
            public void end(boolean last) {
                // The system stays.
            }
        };
        return new Lives() {
            @Override
            public Life begin() {
                return life;
            }

            @Override
            public boolean outliveTheirSystem() {
                return false;
            }
        };
    }
}
