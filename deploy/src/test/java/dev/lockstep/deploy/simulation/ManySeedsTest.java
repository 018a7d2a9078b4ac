package dev.lockstep.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * Two hundred thousand random schedules, each in one thread, as many at a time as there are processors. Where they begin and
 * how many there are can be said: {@code -Dlockstep.simulation.first=1000000 -Dlockstep.simulation.runs=5000}.
 */
class ManySeedsTest {

    private static final long RUNS = Long.getLong("lockstep.simulation.runs", 200_000);
    private static final long FIRST = Long.getLong("lockstep.simulation.first", 10_000);
    private static final int MOST_FAILURES = 10;
    private static final long TOLD_EVERY = 10_000;

    @Test
    void everyRunEndsWithTheSameBits() throws Exception {
        Tally tally = new Tally();
        ConcurrentLinkedQueue<AssertionError> failures = new ConcurrentLinkedQueue<>();
        AtomicLong next = new AtomicLong(FIRST);
        int processors = Runtime.getRuntime().availableProcessors();
        try (ForkJoinPool pool = new ForkJoinPool(processors)) {
            List<Runnable> lanes = new ArrayList<>();
            for (int i = 0; i < processors; i++) {
                lanes.add(() -> {
                    for (long seed = next.getAndIncrement(); seed < FIRST + RUNS
                            && failures.size() < MOST_FAILURES; seed = next.getAndIncrement()) {
                        run(seed, tally, failures);
                    }
                });
            }
            for (ForkJoinTask<?> lane : lanes.stream().map(pool::submit).toList()) {
                lane.join();
            }
        }
        System.out.println(tally);
        failures.forEach(failure -> System.out.println(failure.getMessage()));
        assertThat(failures).isEmpty();
        assertThat(tally.runs()).isEqualTo(RUNS);
        assertThat(tally.happened()).allSatisfy((fault, times) -> assertThat(times).as(fault).isPositive());
    }

    private static void run(long seed, Tally tally, ConcurrentLinkedQueue<AssertionError> failures) {
        try {
            tally.add(Trial.of(Schedule.random(seed), Set.of()));
        } catch (AssertionError failure) {
            failures.add(failure);
        }
        if ((seed - FIRST + 1) % TOLD_EVERY == 0) {
            System.out.println(tally);
        }
    }
}
