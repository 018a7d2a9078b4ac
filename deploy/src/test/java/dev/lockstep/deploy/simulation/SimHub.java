package dev.lockstep.deploy.simulation;

import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkSession;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.SimFrame;
import dev.lockstep.coordinator.protocol.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The coordinator's end of the bulk plane, with the rules of the real one about who may come in and who is dropped. */
final class SimHub {

    /** What comes in; not for the actor's turn of the moment. */
    interface Listener {

        void event(Event event);

        void gradient(String worker, GradientPartial partial);
    }

    private final Simulation simulation;
    private final SimProcess process;
    private final BulkSession session;
    private final Listener listener;
    private final Map<String, SimLink> links = new LinkedHashMap<>();
    private boolean closed;

    SimHub(Simulation simulation, SimProcess process, BulkSession session, Listener listener) {
        this.simulation = simulation;
        this.process = process;
        this.session = session;
        this.listener = listener;
    }

    Pipe.Reader reader(SimLink link) {
        return new Pipe.Reader() {

            private String worker;

            @Override
            public void frame(SimFrame frame) {
                switch (frame) {
                    case SimFrame.Hello hello -> worker = hello(link, hello);
                    case SimFrame.Scalars(var p) -> listener
                            .event(new Event.ScalarsArrived(worker, p.version(), p.part(), p.node(), p.scalars()));
                    case SimFrame.Gradient gradient -> listener.gradient(worker, gradient.partial());
                    case SimFrame.Accept _,SimFrame.Close _,SimFrame.Parameters _ ->
                        throw new AssertionError("a worker sent " + frame);
                }
            }

            @Override
            public void ended(String why) {
                link.shut(why);
                if (worker != null) {
                    detached(worker, link, why);
                }
            }
        };
    }

    /** The name of who is let in, else null. */
    private String hello(SimLink link, SimFrame.Hello hello) {
        String refusal = closed ? "the hub is closed" : SimFrame.refusal(session, hello.session());
        if (refusal != null) {
            link.deliver(new SimFrame.Close(refusal));
            link.shut(refusal);
            return null;
        }
        SimLink former = links.get(hello.worker());
        if (former != null) {
            former.shut("replaced by a newer link");
            detached(hello.worker(), former, "replaced by a newer link");
        }
        links.put(hello.worker(), link);
        link.deliver(new SimFrame.Accept());
        listener.event(new Event.Attached(hello.worker()));
        return hello.worker();
    }

    private void detached(String worker, SimLink link, String why) {
        if (links.remove(worker, link)) {
            listener.event(new Event.Detached(worker, why));
        }
    }

    void publish(long version, int block, Storage flat, Set<String> except) {
        for (String worker : List.copyOf(links.keySet())) {
            if (!except.contains(worker)) {
                publishTo(worker, version, block, flat);
            }
        }
    }

    void publishTo(String worker, long version, int block, Storage flat) {
        SimLink link = links.get(worker);
        if (link == null) {
            return;
        }
        if (link.unread() > Pipe.MAX_WAITING) {
            detach(worker, "too slow");
            return;
        }
        Storage values = simulation.workload().layout().of(flat, block);
        Storage copy = Storage.allocate(values.length());
        System.arraycopy(values.array(), values.offset(), copy.array(), 0, values.length());
        link.deliver(new SimFrame.Parameters(version, block, copy));
    }

    void detach(String worker, String why) {
        SimLink link = links.get(worker);
        if (link != null) {
            link.deliver(new SimFrame.Close(why));
            link.shut(why);
            detached(worker, link, why);
        }
    }

    void close() {
        closed = true;
        List.copyOf(links.keySet()).forEach(worker -> detach(worker, "the hub has closed"));
    }

    SimProcess process() {
        return process;
    }
}
