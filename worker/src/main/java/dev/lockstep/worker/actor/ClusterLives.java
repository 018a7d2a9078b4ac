package dev.lockstep.worker.actor;

import akka.actor.ActorSelection;
import akka.actor.ActorSystem;
import dev.lockstep.common.wire.CannotListenException;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Each life as a new member of the coordinator's cluster: a member that was downed can never come back. Coordinators are
 * greeted in turn at the addresses that were given, and at those that the cluster has had.
 */
public final class ClusterLives implements Lives {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLives.class);

    /** Coordinators that are greeted: the given ones, and the first that were met. */
    private static final int MAX_COORDINATORS = 16;
    /** Long enough for last messages to leave; nobody hangs on it. */
    private static final long END_DEADLINE_S = 3;

    private final HostPort address;
    private final String actor;
    private final List<HostPort> coordinators;
    private int greeted;

    /**
     * @param address      where the worker listens; port 0 for any, another one for each life
     * @param coordinators where they may be, at least one
     * @param actor        the name of a coordinator's actor
     */
    public ClusterLives(HostPort address, List<HostPort> coordinators, String actor) {
        if (coordinators.isEmpty()) {
            throw new IllegalArgumentException("a worker needs the address of a coordinator");
        }
        this.address = address;
        this.actor = actor;
        this.coordinators = new ArrayList<>(coordinators);
    }

    @Override
    public Life begin() throws CannotListenException {
        ActorSystem system = LockstepSystem.clustered(address, Set.of(LockstepSystem.WORKER_ROLE));
        LockstepSystem.join(system, known());
        system.actorOf(CoordinatorWatch.props(this::learn), "coordinators");
        return new Member(system);
    }

    @Override
    public boolean outliveTheirSystem() {
        return true;
    }

    synchronized List<HostPort> known() {
        return List.copyOf(coordinators);
    }

    private synchronized void learn(HostPort coordinator) {
        if (!coordinators.contains(coordinator) && coordinators.size() < MAX_COORDINATORS) {
            LOG.info("a coordinator may also be at {}", coordinator);
            coordinators.add(coordinator);
        }
    }

    private synchronized HostPort next() {
        return coordinators.get(greeted++ % coordinators.size());
    }

    /** A life in a system of its own. */
    private final class Member implements Life {

        private final ActorSystem system;

        Member(ActorSystem system) {
            this.system = system;
        }

        @Override
        public ActorSystem system() {
            return system;
        }

        @Override
        public ActorSelection nextCoordinator() {
            return system.actorSelection(LockstepSystem.path(next(), "user/" + actor));
        }

        /** Waits for the end where last messages are to leave, and where the next life needs the same port. */
        @Override
        public void end(boolean last) {
            system.terminate();
            if (last || address.port() != 0) {
                awaitEnd();
            }
        }

        private void awaitEnd() {
            try {
                system.getWhenTerminated().toCompletableFuture().get(END_DEADLINE_S, TimeUnit.SECONDS);
            } catch (TimeoutException late) {
                LOG.warn("the actor system did not end within {} s", END_DEADLINE_S);
            } catch (ExecutionException failed) {
                LOG.warn("the actor system did not end well", failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
