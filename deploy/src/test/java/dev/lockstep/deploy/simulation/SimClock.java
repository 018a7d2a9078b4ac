package dev.lockstep.deploy.simulation;

import java.util.PriorityQueue;

/** Virtual time: what is to happen, in order of time, and at one time in the order in which it was planned. */
final class SimClock {

    private record Planned(long atNs, long number, Runnable what) implements Comparable<Planned> {

        @Override
        public int compareTo(Planned other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private long nowNs;
    private long number;

    long nowNs() {
        return nowNs;
    }

    void after(long delayNs, Runnable what) {
        planned.add(new Planned(nowNs + Math.max(0, delayNs), number++, what));
    }

    /** Whether anything at all is planned. */
    boolean isOver() {
        return planned.isEmpty();
    }

    /** Time of what comes next. */
    long nextNs() {
        return planned.peek().atNs();
    }

    /** Lets the next thing happen. */
    void step() {
        Planned next = planned.poll();
        nowNs = next.atNs();
        next.what().run();
    }
}
