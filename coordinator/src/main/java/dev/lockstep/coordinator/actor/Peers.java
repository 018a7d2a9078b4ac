package dev.lockstep.coordinator.actor;

import akka.actor.ActorRef;
import akka.actor.Address;
import dev.lockstep.proto.Control;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the workers that were welcomed and are not gone can be spoken to, so never more than a run may have. For the
 * actor's thread.
 */
final class Peers {

    private static final Logger LOG = LoggerFactory.getLogger(Peers.class);

    private final Map<String, ActorRef> actors = new LinkedHashMap<>();

    /** @param speaker the worker's actor, whose first words are answered */
    void welcome(String worker, ActorRef speaker, Control message, ActorRef self) {
        actors.putIfAbsent(worker, speaker);
        tell(worker, message, self);
    }

    /**
     * Tells a worker for the last time.
     *
     * @param speaker whose message is being answered, if one is: the worker's own if it was never welcomed or is gone
     */
    void refuse(String worker, ActorRef speaker, Control message, ActorRef self) {
        LOG.warn("worker {} is refused: {}", worker, message.getRefused().getReason());
        ActorRef known = actors.remove(worker);
        ActorRef actor = known == null ? speaker : known;
        if (actor != ActorRef.noSender()) {
            actor.tell(message, self);
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

    int size() {
        return actors.size();
    }

    /** The workers of a node. */
    List<String> on(Address node) {
        return actors.entrySet().stream().filter(e -> e.getValue().path().address().equals(node)).map(Map.Entry::getKey)
                .toList();
    }
}
