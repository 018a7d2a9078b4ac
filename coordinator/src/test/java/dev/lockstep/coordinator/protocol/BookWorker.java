package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a worker by the book has heard, holds and has done. */
final class BookWorker {

    /** Something that it can compute now. */
    record Task(long version, DataPart part, ShardRange range) {}

    final String name;
    final Map<Long, Effect.Order> orders = new TreeMap<>();
    boolean welcomed;
    boolean attached;
    boolean gone;
    int asleepTicks;
    private final Event.Hello hello;
    private final Set<Long> obeyed = new TreeSet<>();
    private final TreeMap<Long, BitSet> blocks = new TreeMap<>();
    private Effect.Assign assign;
    private long nextStep;

    BookWorker(String name, int slots) {
        this.name = name;
        this.hello = new Event.Hello(name, ControlVersion.CURRENT, "1", "host", 1, slots);
    }

    /** What it says once in a while. */
    Event beat() {
        return welcomed
                ? new Event.Heard(name, assign == null ? 0 : assign.assignment(), List.copyOf(orders.keySet()))
                : hello;
    }

    boolean awake() {
        return asleepTicks-- <= 0;
    }

    void assign(Effect.Assign newer) {
        if (assign == null || assign.assignment() < newer.assignment()) {
            assign = newer;
            nextStep = newer.fromStep();
        }
    }

    /** It keeps the two newest versions. */
    void arrived(long version, int block) {
        blocks.computeIfAbsent(version, _ -> new BitSet()).set(block);
        blocks.headMap(blocks.lastKey() - 1).clear();
    }

    void linkEnded() {
        attached = false;
        blocks.clear();
    }

    /** What it can begin; it is done with these now. A version that is past is not computed any more. */
    List<Task> tasks(int blocksOfAll) {
        List<Task> tasks = new ArrayList<>();
        blocks.forEach((version, arrived) -> {
            if (arrived.cardinality() < blocksOfAll) {
                return;
            }
            orders.values().stream().filter(o -> o.version() == version && obeyed.add(o.order()))
                    .forEach(o -> o.ranges().forEach(range -> tasks.add(new Task(version, o.part(), range))));
            if (assign != null && version >= nextStep) {
                nextStep = version + 1;
                tasks.add(new Task(version, DataPart.TRAIN, assign.range()));
            }
        });
        return tasks;
    }
}
