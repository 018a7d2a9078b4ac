package dev.lockstep.coordinator.actor;

import akka.actor.ActorRef;
import akka.actor.Address;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.proto.Control;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where the workers that have said hello can be spoken to. For the actor's thread. */
final class Peers {

    /** Past this, who says hello is not answered: every worker of a run, and as many that were turned away. */
    static final int MAX_PEERS = 2 * PeerLimits.MAX_WORKERS;

    private final Map<String, ActorRef> actors = new LinkedHashMap<>();

    void remember(String worker, ActorRef actor) {
        if (actors.size() < MAX_PEERS) {
            actors.putIfAbsent(worker, actor);
        }
    }

    void forget(String worker) {
        actors.remove(worker);
    }

    /** A worker that is not known any more hears nothing. */
    void tell(String worker, Control message, ActorRef self) {
        ActorRef actor = actors.get(worker);
        if (actor != null) {
            actor.tell(message, self);
        }
    }

    /** The workers of a node. */
    List<String> on(Address node) {
        return actors.entrySet().stream().filter(e -> e.getValue().path().address().equals(node)).map(Map.Entry::getKey)
                .toList();
    }
}
