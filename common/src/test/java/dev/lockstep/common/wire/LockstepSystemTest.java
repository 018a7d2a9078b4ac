package dev.lockstep.common.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import akka.actor.Kill;
import akka.actor.PoisonPill;
import akka.actor.Props;
import akka.cluster.Cluster;
import akka.pattern.Patterns;
import dev.lockstep.proto.Control;
import dev.lockstep.proto.Hello;
import dev.lockstep.proto.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockstepSystemTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    private final List<ActorSystem> systems = new ArrayList<>();

    /** Answers a Hello with a Welcome, as a coordinator does. */
    static final class Greeter extends AbstractActor {
        @Override
        public Receive createReceive() {
            return receiveBuilder()
                    .match(Control.class, hello -> getSender().tell(welcome(hello.getHello().getWorker()), getSelf()))
                    .build();
        }
    }

    @AfterEach
    void endSystems() throws Exception {
        systems.forEach(ActorSystem::terminate);
        for (ActorSystem system : systems) {
            system.getWhenTerminated().toCompletableFuture().get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void firstContactBySelectionWorksBeforeThereIsACluster() throws Exception {
        ActorSystem coordinator = clustered(LockstepSystem.COORDINATOR_ROLE);
        ActorSystem worker = clustered(LockstepSystem.WORKER_ROLE);
        coordinator.actorOf(Props.create(Greeter.class, Greeter::new), "coordinator");

        String path = LockstepSystem.path(LockstepSystem.listensOn(coordinator), "user/coordinator");
        Object answer = Patterns.ask(worker.actorSelection(path), hello("w1"), DEADLINE)
                .toCompletableFuture()
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);

        assertThat(answer).isEqualTo(welcome("w1"));
    }

    @Test
    void aPeerCanStopNoActorAndReachesNoOther() throws Exception {
        ActorSystem coordinator = clustered(LockstepSystem.COORDINATOR_ROLE);
        ActorSystem peer = clustered(LockstepSystem.WORKER_ROLE);
        coordinator.actorOf(Props.create(Greeter.class, Greeter::new), "coordinator");
        coordinator.actorOf(Props.create(Greeter.class, Greeter::new), "other");
        HostPort there = LockstepSystem.listensOn(coordinator);
        ActorSelection known = peer.actorSelection(LockstepSystem.path(there, "user/coordinator"));
        ActorSelection other = peer.actorSelection(LockstepSystem.path(there, "user/other"));

        CompletionStage<Object> unanswered = Patterns.ask(other, hello("w1"), DEADLINE);
        known.tell(PoisonPill.getInstance(), ActorRef.noSender());
        known.tell(Kill.getInstance(), ActorRef.noSender());
        Object answer = Patterns.ask(known, hello("w1"), DEADLINE).toCompletableFuture()
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);

        assertThat(answer).isEqualTo(welcome("w1"));
        assertThat(unanswered.toCompletableFuture()).isNotDone();
    }

    @Test
    void coordinatorAndWorkerFormACluster() throws Exception {
        ActorSystem coordinator = clustered(LockstepSystem.COORDINATOR_ROLE);
        ActorSystem worker = clustered(LockstepSystem.WORKER_ROLE);
        CompletableFuture<Void> up = new CompletableFuture<>();
        Cluster.get(worker).registerOnMemberUp(() -> up.complete(null));

        HostPort seed = LockstepSystem.listensOn(coordinator);
        LockstepSystem.join(worker, seed);
        LockstepSystem.join(coordinator, seed);

        up.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(Cluster.get(worker).state().getRoleLeader(LockstepSystem.COORDINATOR_ROLE))
                .isEqualTo(Cluster.get(coordinator).selfAddress());
    }

    @Test
    void aPortInUseIsSaidWithTheAddress() throws IOException {
        HostPort taken = LockstepSystem.listensOn(clustered(LockstepSystem.COORDINATOR_ROLE));
        assertThatThrownBy(() -> LockstepSystem.clustered(taken, Set.of()))
                .isInstanceOf(CannotListenException.class)
                .hasMessage("cannot listen on " + taken + ": the address is already in use");
    }

    @Test
    void aLocalSystemDeliversControlMessages() throws Exception {
        ActorSystem local = LockstepSystem.local("one-process");
        systems.add(local);
        Object answer = Patterns.ask(local.actorOf(Props.create(Greeter.class, Greeter::new)), hello("w2"), DEADLINE)
                .toCompletableFuture()
                .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer).isEqualTo(welcome("w2"));
    }

    private ActorSystem clustered(String role) throws IOException {
        ActorSystem system = LockstepSystem.clustered(ANY_PORT, Set.of(role));
        systems.add(system);
        return system;
    }

    private static Control hello(String worker) {
        return Control.newBuilder().setHello(Hello.newBuilder().setWorker(worker)).build();
    }

    private static Control welcome(String worker) {
        return Control.newBuilder().setWelcome(Welcome.newBuilder().setRun(worker)).build();
    }
}
