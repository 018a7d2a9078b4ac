package dev.lockstep.coordinator.actor;

import akka.actor.AbstractActor;
import akka.actor.ActorSystem;
import akka.actor.PoisonPill;
import akka.actor.Props;
import akka.cluster.singleton.ClusterSingletonManager;
import akka.cluster.singleton.ClusterSingletonManagerSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.lockstep.common.wire.LockstepSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A standby's turn to coordinate: it comes when the standby's node is the oldest of the cluster's coordinators, because those
 * before it have been removed, and the lease on the run's folder is free. The cluster's singleton is not the coordinator
 * itself but the right to start one.
 */
public final class CoordinatorTurn {

    private static final String MANAGER_NAME = "coordinator-turn";
    private static final String LEASE = "lockstep-lease";
    private static final Duration LEASE_RETRY = Duration.ofSeconds(1);

    private CoordinatorTurn() {}

    /** Settings of the actor system of a coordinator whose run's folder others see too. */
    public static Map<String, String> leaseOn(Path runFolder) {
        return Map.of(LEASE + ".lease-class", RunFolderLease.class.getName(), LEASE + "." + RunFolderLease.FOLDER_KEY,
                runFolder.toString());
    }

    /**
     * To be called once for a system, which joins a cluster.
     *
     * @return completes when the turn comes; never fails
     */
    public static CompletionStage<Void> of(ActorSystem system) {
        CompletableFuture<Void> turn = new CompletableFuture<>();
        Config config = ConfigFactory.parseMap(Map.of("role", LockstepSystem.COORDINATOR_ROLE, "use-lease", LEASE,
                "lease-retry-interval", LEASE_RETRY))
                .withFallback(system.settings().config().getConfig("akka.cluster.singleton"));
        var settings = ClusterSingletonManagerSettings.create(config);
        system.actorOf(ClusterSingletonManager.props(Props.create(Right.class, () -> new Right(turn)),
                PoisonPill.getInstance(), settings), MANAGER_NAME);
        return turn.minimalCompletionStage();
    }

    /** The singleton. */
    private static final class Right extends AbstractActor {

        private final CompletableFuture<Void> turn;

        Right(CompletableFuture<Void> turn) {
            this.turn = turn;
        }

        @Override
        public void preStart() {
            turn.complete(null);
        }

        @Override
        public Receive createReceive() {
            return receiveBuilder().build();
        }
    }
}
