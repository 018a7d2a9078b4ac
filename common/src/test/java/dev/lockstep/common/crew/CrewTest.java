package dev.lockstep.common.crew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nothing that is given to a crew is lost, whoever sleeps; and tasks follow each other where they should. */
class CrewTest {

    private static final int TASKS = 20_000;
    private static final int ENDS = 200;
    private static final long DEADLINE_S = 30;

    private final Crew crew = new Crew(2);
    private final List<CrewMember> members = new ArrayList<>();

    @AfterEach
    void end() {
        members.forEach(CrewMember::end);
    }

    @Test
    void sharedTasksOfAStrangerAllRunThoughNobodyElseIsThere() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(TASKS);
        for (int i = 0; i < TASKS; i++) {
            crew.execute(done::countDown);
        }
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoEndsLeavesWhatItSharedToOthers() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(2 * ENDS);
        for (int i = 0; i < ENDS; i++) {
            CrewMember member = join("member-" + i);
            member.give(() -> {
                crew.execute(done::countDown);
                member.end();
            });
            crew.execute(done::countDown);
        }
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void membersHandTasksToAndFroWithoutLosingOne() throws InterruptedException {
        CrewMember one = join("one");
        CrewMember other = join("other");
        CountDownLatch done = new CountDownLatch(TASKS);
        one.give(new Runnable() {
            @Override
            public void run() {
                done.countDown();
                CrewMember next = CrewMember.current() == one ? other : one;
                if (done.getCount() % 2 == 0) {
                    next.give(this);
                } else {
                    crew.execute(() -> next.give(this));
                }
            }
        });
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsToRunHereFollowsWhatRunsHere() throws InterruptedException {
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        join("one").give(() -> {
            CrewMember here = CrewMember.current();
            here.here(() -> {
                here.here(() -> order.add("after"));
                order.add("first");
            });
            order.add("last");
            done.countDown();
        });
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("first", "after", "last");
    }

    @Test
    void aQuietTaskComesAfterAllElse() throws InterruptedException {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch done = new CountDownLatch(1);
        CrewMember one = join("one");
        one.give(() -> {
            one.whenQuiet(() -> {
                order.add("quiet");
                done.countDown();
            });
            one.give(() -> order.add("own"));
        });
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("own", "quiet");
    }

    @Test
    void aQueueRunsInOrderWhoeverBringsTheTasks() throws InterruptedException {
        List<Integer> order = new ArrayList<>();
        Queued queue = new Queued(crew);
        CountDownLatch done = new CountDownLatch(1);
        join("one").give(() -> {
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                queue.execute(() -> order.add(number));
            }
            queue.execute(done::countDown);
        });
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(order).hasSize(TASKS).isSorted();
    }

    @Test
    void aTaskThatFailsTakesNobodyWithIt() throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        CrewMember one = join("one");
        one.setUncaughtExceptionHandler((thread, broken) -> failure.set(broken));
        one.give(() -> {
            throw new IllegalStateException("on purpose");
        });
        one.give(done::countDown);
        assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(failure.get()).hasMessage("on purpose");
    }

    private CrewMember join(String name) {
        CrewMember member = crew.join(name);
        members.add(member);
        return member;
    }
}
