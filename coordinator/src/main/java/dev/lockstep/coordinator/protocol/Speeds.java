package dev.lockstep.coordinator.protocol;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;

/**
 * How fast workers are, measured as they train: the time from a version's commit to the arrival of a worker's whole range
 * of the step, by its shards; the median of the last few. It only decides who computes what, never what comes out.
 */
final class Speeds {

    /** Steps that a worker's speed is taken from. */
    static final int MEMORY = 16;

    /** Workers whose slots differ by less from the others' count as equal: measured noise shall not break aligned ranges. */
    private static final double NOISE = 1.15;

    private static final int FASTEST = 1_000;

    private final Map<String, Deque<Double>> shardNs = new TreeMap<>();
    private final Deque<Double> rangeNs = new ArrayDeque<>();

    /** A worker's whole range of a step has come from it. */
    void measured(String worker, int shards, long ns) {
        remember(shardNs.computeIfAbsent(worker, _ -> new ArrayDeque<>()), (double) ns / shards);
        remember(rangeNs, ns);
    }

    /** A worker was overtaken: it needs longer than this, nobody knows how much. So it counts as twice as slow. */
    void overtaken(String worker, int shards, long ns) {
        remember(shardNs.computeIfAbsent(worker, _ -> new ArrayDeque<>()), 2.0 * ns / shards);
    }

    /** What is known of a worker may hold no more: it is taken to be like the others until it is measured anew. */
    void forget(String worker) {
        shardNs.remove(worker);
    }

    /** Remembers nobody but these. */
    void retain(Set<String> workers) {
        shardNs.keySet().retainAll(workers);
    }

    /** How long a worker's range of a step takes, as a rule; empty before the first step. */
    OptionalDouble rangeNs() {
        return rangeNs.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(rangeNs));
    }

    /** How shards are shared out between {@code members}: by their slots, as far as these are equally fast. */
    int[] weights(List<Member> members) {
        double[] rates = rates(members);
        if (Arrays.stream(rates).allMatch(rate -> rate == 1)) {
            return members.stream().mapToInt(m -> m.slots).toArray();
        }
        double fastest = 0;
        for (int k = 0; k < rates.length; k++) {
            rates[k] *= members.get(k).slots;
            fastest = Math.max(fastest, rates[k]);
        }
        double scale = FASTEST / fastest;
        return Arrays.stream(rates).mapToInt(rate -> Math.max(1, (int) Math.round(rate * scale))).toArray();
    }

    /** Time that a worker needs for a shard; of one that was not measured, as its slots tell; empty if nobody was. */
    OptionalDouble shardNs(Member member, List<Member> others) {
        OptionalDouble own = ownNs(member);
        if (own.isPresent()) {
            return own;
        }
        OptionalDouble slotNs = typicalSlotNs(others);
        return slotNs.isPresent() ? OptionalDouble.of(slotNs.getAsDouble() / member.slots) : OptionalDouble.empty();
    }

    /** Of a slot of each worker, relative to the others; 1 for as fast as these. */
    private double[] rates(List<Member> members) {
        double typical = typicalSlotNs(members).orElse(1);
        return members.stream().mapToDouble(member -> {
            OptionalDouble own = ownNs(member);
            double rate = own.isEmpty() ? 1 : typical / (own.getAsDouble() * member.slots);
            return rate < NOISE && rate * NOISE > 1 ? 1 : rate;
        }).toArray();
    }

    /** The faster half counts: the upper one of two. */
    private OptionalDouble typicalSlotNs(List<Member> members) {
        double[] known = members.stream().filter(m -> ownNs(m).isPresent())
                .mapToDouble(m -> ownNs(m).getAsDouble() * m.slots).sorted().toArray();
        return known.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(known[(known.length - 1) / 2]);
    }

    /** What took no time that the clock can tell says nothing. */
    private static void remember(Deque<Double> values, double value) {
        if (value <= 0) {
            return;
        }
        if (values.size() == MEMORY) {
            values.removeFirst();
        }
        values.addLast(value);
    }

    private OptionalDouble ownNs(Member member) {
        Deque<Double> own = shardNs.get(member.worker);
        return own == null || own.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(median(own));
    }

    private static double median(Deque<Double> values) {
        double[] sorted = new double[values.size()];
        int count = 0;
        for (double value : values) {
            sorted[count++] = value;
        }
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
