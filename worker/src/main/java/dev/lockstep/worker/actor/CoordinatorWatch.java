package dev.lockstep.worker.actor;

import akka.actor.AbstractActor;
import akka.actor.Address;
import akka.actor.Props;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent;
import akka.cluster.Member;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import java.util.function.Consumer;

/** Tells where members with a coordinator's role are: one that stands by now may be the coordinator later. */
final class CoordinatorWatch extends AbstractActor {

    private final Consumer<HostPort> met;
    private final Cluster cluster = Cluster.get(getContext().getSystem());

    static Props props(Consumer<HostPort> met) {
        return Props.create(CoordinatorWatch.class, () -> new CoordinatorWatch(met));
    }

    private CoordinatorWatch(Consumer<HostPort> met) {
        this.met = met;
    }

    @Override
    public void preStart() {
        cluster.subscribe(getSelf(), ClusterEvent.initialStateAsEvents(), ClusterEvent.MemberUp.class);
    }

    @Override
    public void postStop() {
        cluster.unsubscribe(getSelf());
    }

    @Override
    public Receive createReceive() {
        return receiveBuilder().match(ClusterEvent.MemberUp.class, up -> up(up.member())).build();
    }

    private void up(Member member) {
        Address address = member.address();
        if (member.hasRole(LockstepSystem.COORDINATOR_ROLE) && address.host().isDefined()) {
            met.accept(HostPort.parse(address.host().get() + ":" + address.port().get()));
        }
    }
}
