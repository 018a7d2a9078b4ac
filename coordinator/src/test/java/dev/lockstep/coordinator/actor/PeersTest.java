package dev.lockstep.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import dev.lockstep.common.wire.PeerLimits;
import dev.lockstep.proto.Control;
import org.junit.jupiter.api.Test;

class PeersTest {

    private final Peers peers = new Peers();

    @Test
    void whoIsGoneOrRefusedIsForgotten() {
        for (int life = 0; life <= 2 * PeerLimits.MAX_WORKERS; life++) {
            String lost = "lost" + life;
            String refused = "refused" + life;
            peers.welcome(lost, ActorRef.noSender(), Control.getDefaultInstance(), ActorRef.noSender());
            peers.forget(lost);
            peers.welcome(refused, ActorRef.noSender(), Control.getDefaultInstance(), ActorRef.noSender());
            peers.refuse(refused, ActorRef.noSender(), Control.getDefaultInstance(), ActorRef.noSender());
            peers.refuse(refused, ActorRef.noSender(), Control.getDefaultInstance(), ActorRef.noSender());
        }
        assertThat(peers.size()).isZero();
    }
}
