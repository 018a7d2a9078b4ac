package dev.lockstep.common.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a hub tells, and lets a test wait for it. */
final class HeardByHub implements BulkHub.Listener {

    static final int DEADLINE_SECONDS = 20;

    final BlockingQueue<String> membership = new LinkedBlockingQueue<>();
    final BlockingQueue<ScalarPartial> scalars = new LinkedBlockingQueue<>();
    final BlockingQueue<GradientPartial> gradients = new LinkedBlockingQueue<>();

    @Override
    public void attached(String worker) {
        membership.add("attached " + worker);
    }

    @Override
    public void detached(String worker, String why) {
        membership.add("detached " + worker + ": " + why);
    }

    @Override
    public void scalars(String worker, ScalarPartial partial) {
        scalars.add(partial);
    }

    @Override
    public void gradient(String worker, GradientPartial partial) {
        gradients.add(partial);
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T heard = queue.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        if (heard == null) {
            throw new AssertionError("nothing came within " + DEADLINE_SECONDS + " s");
        }
        return heard;
    }

    static <T> List<T> next(int count, BlockingQueue<T> queue) throws InterruptedException {
        List<T> heard = new ArrayList<>();
        while (heard.size() < count) {
            heard.add(next(queue));
        }
        return heard;
    }
}
