package dev.lockstep.common.crew;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shares short tasks among the members that have nothing of their own to do. A task may be taken by any member, its giver
 * too, in no fixed order. There is one crew a process, for its members share its cores.
 *
 * <p>A member that gives a task wakes nobody but an idle one for which there is a core, for it takes the task itself
 * before it sleeps. Whoever else gives one wakes a member, unless one is awake and looking.
 */
public final class Crew implements Executor {

    /** More threads than this only fight for the memory's bandwidth. */
    private static final int MAX_SPARES = 4;

    private static final Crew PROCESS = new Crew(Runtime.getRuntime().availableProcessors());

    private final int cores;
    private final Queue<Runnable> shared = new ConcurrentLinkedQueue<>();
    private final CopyOnWriteArrayList<CrewMember> members = new CopyOnWriteArrayList<>();
    private final AtomicInteger looking = new AtomicInteger();
    private int spares;
    private volatile int slots;

    /** @param cores that it may use */
    Crew(int cores) {
        this.cores = cores;
    }

    /** The one of this process. */
    public static Crew ofProcess() {
        return PROCESS;
    }

    /** How many tasks can run beside each other: into so many it pays to cut what is large. */
    public int width() {
        return Math.min(cores, Math.max(1, members.size()));
    }

    /** A new thread for tasks of its own, which helps with shared ones. It must be {@link CrewMember#end ended}. */
    public CrewMember join(String name) {
        CrewMember member = new CrewMember(this, name);
        synchronized (this) {
            slots = slots + 1;
            members.add(member);
        }
        member.start();
        return member;
    }

    synchronized void leave(CrewMember member) {
        if (members.remove(member)) {
            slots = slots - 1;
        }
    }

    /** Takes a task, which handles its failures itself. */
    @Override
    public void execute(Runnable task) {
        shared.add(task);
        if (looking.get() > 0) {
            return;
        }
        if (CrewMember.current() == null) {
            wakeAny();
        } else {
            wakeEager();
        }
    }

    /** Who looked around, and so kept others asleep, has something else to do now, or ends: what is shared is for another. */
    void handOn() {
        if (!shared.isEmpty() && looking.get() == 0) {
            wakeAny();
        }
    }

    private void wakeEager() {
        for (CrewMember member : members) {
            if (member.isEager() && member.wake()) {
                return;
            }
        }
    }

    private void wakeAny() {
        provideSpares();
        for (CrewMember member : members) {
            if (member.wake()) {
                return;
            }
        }
    }

    /** Threads of the crew's own: one for each core that no slot has, and one in any case, for slots may be busy for long. */
    private synchronized void provideSpares() {
        while (spares < Math.max(1, Math.min(MAX_SPARES, cores - slots))) {
            CrewMember spare = new CrewMember(this, "lockstep-crew-" + spares);
            spares++;
            members.add(spare);
            spare.start();
        }
    }

    /** Whether a core is left for a member besides the slots. */
    boolean hasCoresLeft() {
        return slots < cores;
    }

    Runnable poll() {
        return shared.poll();
    }

    boolean isEmpty() {
        return shared.isEmpty();
    }

    void looks() {
        looking.incrementAndGet();
    }

    void looksAway() {
        looking.decrementAndGet();
    }
}
