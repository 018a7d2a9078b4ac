package dev.lockstep.common.wire;

import akka.actor.ExtendedActorSystem;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.coordination.lease.LeaseSettings;
import akka.coordination.lease.javadsl.Lease;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The lease of a node that cannot see the run's folder, for the split-brain resolver: a worker belongs to the side of a
 * coordinator, and a side without one gives itself up. Between two sides with a coordinator each it does not decide; the
 * lease on the run's folder and the term claimed there do.
 */
public final class CoordinatorInSight extends Lease {

    private final LeaseSettings settings;
    private final ExtendedActorSystem system;

    /** As Akka makes one. */
    public CoordinatorInSight(LeaseSettings settings, ExtendedActorSystem system) {
        this.settings = settings;
        this.system = system;
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return CompletableFuture.completedFuture(checkLease());
    }

    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return acquire();
    }

    @Override
    public CompletionStage<Boolean> release() {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public boolean checkLease() {
        CurrentClusterState state = Cluster.get(system).state();
        for (var member : state.getMembers()) {
            if (member.hasRole(LockstepSystem.COORDINATOR_ROLE) && !state.getUnreachable().contains(member)) {
                return true;
            }
        }
        return false;
    }
}
