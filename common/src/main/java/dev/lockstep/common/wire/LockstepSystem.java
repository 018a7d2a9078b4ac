package dev.lockstep.common.wire;

import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.MemberStatus;
import akka.remote.RemoteTransportException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the actor systems of the control plane. Settings and their reasons stand in {@code akka.conf} beside this class;
 * Java system properties override them.
 *
 * <p>First contact need not wait for the cluster: an actor selection at {@link #path} reaches a peer as soon as it
 * listens. Messages sent before are lost, so the first words are repeated until they are answered.
 */
public final class LockstepSystem {

    /** All members of a cluster have the same name. */
    public static final String NAME = "lockstep";

    /** The role of coordinators: the split-brain resolver keeps a side that has one. */
    public static final String COORDINATOR_ROLE = "coordinator";

    public static final String WORKER_ROLE = "worker";

    private LockstepSystem() {}

    /** A system for actors in one process: no network, no cluster. */
    public static ActorSystem local(String name) {
        return create(name, ConfigFactory.parseMap(Map.of("akka.actor.provider", "local")));
    }

    /**
     * A system that listens and can be a member of a cluster. It joins nothing by itself: the coordinator calls {@link
     * #join} with its own address, a worker with the coordinator's.
     *
     * @param bind  where to listen, and what peers are told; port 0 for any
     * @param roles of this member
     * @throws CannotListenException when the port is taken or the host is not this machine's
     */
    public static ActorSystem clustered(HostPort bind, Set<String> roles) throws CannotListenException {
        return clustered(bind, roles, Map.of());
    }

    /**
     * The same with settings of its own.
     *
     * @param settings by full key, over those of {@code akka.conf}
     */
    public static ActorSystem clustered(HostPort bind, Set<String> roles, Map<String, String> settings)
            throws CannotListenException {
        Config address = ConfigFactory.parseMap(Map.of(
                "akka.actor.provider",
                "cluster",
                "akka.remote.artery.canonical.hostname",
                bind.uriHost(),
                "akka.remote.artery.canonical.port",
                bind.port(),
                "akka.cluster.roles",
                roles.stream().sorted().toList()));
        try {
            return create(NAME, ConfigFactory.parseMap(settings).withFallback(address));
        } catch (RemoteTransportException cannotBind) {
            throw new CannotListenException(bind, cannotBind);
        }
    }

    /** Where a clustered system listens, with the port that it was given. */
    public static HostPort listensOn(ActorSystem system) {
        Address self = Cluster.get(system).selfAddress();
        String host = self.host().get();
        return HostPort.parse(host + ":" + self.port().get());
    }

    /** Joins the cluster of the node at {@code seed}, trying until it answers; with its own address, begins one. */
    public static void join(ActorSystem system, HostPort seed) {
        Cluster.get(system).join(new Address("akka", NAME, seed.uriHost(), seed.port()));
    }

    /** Joins the cluster of whichever of these nodes answers first, trying until one does; none of them is this one. */
    public static void join(ActorSystem system, List<HostPort> seeds) {
        Cluster.get(system).joinSeedNodes(
                seeds.stream().map(seed -> new Address("akka", NAME, seed.uriHost(), seed.port())).toList());
    }

    /** Whether the cluster that it joined has taken it in. */
    public static boolean isMember(ActorSystem system) {
        return Cluster.get(system).selfMember().status() == MemberStatus.up();
    }

    /**
     * The path of an actor on another node, for an actor selection.
     *
     * @param actor the path below the node, such as {@code user/coordinator}
     */
    public static String path(HostPort node, String actor) {
        return "akka://" + NAME + "@" + node + "/" + actor;
    }

    private static ActorSystem create(String name, Config own) {
        Config ours = ConfigFactory.parseResources(LockstepSystem.class, "akka.conf");
        return ActorSystem.create(name, ConfigFactory.load(own.withFallback(ours)),
                LockstepSystem.class.getClassLoader());
    }
}
