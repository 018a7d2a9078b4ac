package dev.lockstep.worker.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The numbers of the newest orders that were heard, so that a repeated one is known. */
final class HeardOrders {

    private final Deque<Long> heard = new ArrayDeque<>();

    /** Notes an order; false for one that was heard before. */
    boolean hear(long order) {
        if (heard.contains(order)) {
            return false;
        }
        if (heard.size() == Limits.ORDERS_REMEMBERED) {
            heard.removeFirst();
        }
        heard.addLast(order);
        return true;
    }

    /** What a heartbeat names: the last few, in the order in which they were heard. */
    List<Long> last() {
        return heard.stream().skip(Math.max(0, heard.size() - Limits.ORDERS_TOLD)).toList();
    }
}
