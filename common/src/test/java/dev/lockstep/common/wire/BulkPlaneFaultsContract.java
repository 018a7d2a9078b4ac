package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every bulk plane does when something comes late, twice, or ends in the middle. */
abstract class BulkPlaneFaultsContract extends BulkPlaneContract {

    private final BlockingQueue<String> released = new LinkedBlockingQueue<>();

    @Test
    void partialsOfStepsThatAreOverOrUnknownCloseNothing() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        BulkLink link = attach("w1", worker);
        long[] steps = {1_000, 999, Long.MAX_VALUE - 1, 0};
        for (long step : steps) {
            link.send(new ScalarPartial(step, DataPart.TRAIN, new Node(0, 0), Scalars.ZERO));
            assertThat(next(heard.scalars).version()).isEqualTo(step);
            Storage values = LAYOUT.of(vector(1), 0);
            link.send(new GradientPartial(step, new Node(0, 0), 0, values, () -> released.add("" + step)));
            GradientPartial late = next(heard.gradients);
            assertThat(late.step()).isEqualTo(step);
            late.release().run();
        }
        assertThat(next(steps.length, released)).hasSize(steps.length);
        hub.publish(1_000, 0, vector(0));
        assertThat(next(worker.blocks).version()).isEqualTo(1_000);
        assertThat(heard.membership).isEmpty();
        assertThat(worker.membership).isEmpty();
    }

    @Test
    void parametersThatAreOverReachNobodyAndCloseNothing() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        attach("w1", worker);
        hub.publish(8, 0, vector(8));
        assertThat(next(worker.blocks).version()).isEqualTo(8);
        hub.publish(6, 0, vector(6));
        hub.publishTo("w1", 5, 1, vector(5));
        hub.publish(7, 0, vector(7));
        assertThat(next(worker.blocks).version()).isEqualTo(7);
        hub.publish(9, 0, vector(9));
        assertThat(next(worker.blocks).version()).isEqualTo(9);
        assertThat(worker.blocks).isEmpty();
        assertThat(worker.membership).isEmpty();
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void aLinkThatWasReplacedIsDeafAndDumb() throws Exception {
        HeardByLink former = new HeardByLink(LAYOUT);
        HeardByLink newer = new HeardByLink(LAYOUT);
        BulkLink formerLink = attach("w1", former);
        BulkLink newerLink = connector.connect(welcome(SESSION), "w1", LAYOUT, newer);
        assertThat(next(heard.membership)).startsWith("detached w1: replaced");
        assertThat(next(heard.membership)).isEqualTo("attached w1");
        assertThat(next(former.membership)).startsWith("closed: replaced");

        formerLink.send(new ScalarPartial(1, DataPart.TRAIN, new Node(0, 0), Scalars.ZERO));
        formerLink.send(gradient(1, 0, released));
        formerLink.close();
        assertThat(next(released)).isEqualTo("1/0");
        newerLink.send(new ScalarPartial(2, DataPart.TRAIN, new Node(0, 0), Scalars.ZERO));
        assertThat(next(heard.scalars).version()).isEqualTo(2);
        hub.publish(3, 0, vector(3));
        assertThat(next(newer.blocks).version()).isEqualTo(3);

        assertThat(former.blocks).isEmpty();
        assertThat(heard.gradients).isEmpty();
        assertThat(heard.membership).isEmpty();
        assertThat(former.membership).isEmpty();
    }

    @Test
    void aLinkReplacedInTheMiddleOfAVersionIsFollowedByOneThatGetsItWhole() throws Exception {
        HeardByLink former = new HeardByLink(LAYOUT);
        attach("w1", former);
        hub.publish(7, 3, vector(7));
        hub.publish(7, 2, vector(7));
        HeardByLink newer = new HeardByLink(LAYOUT);
        connector.connect(welcome(SESSION), "w1", LAYOUT, newer);
        assertThat(next(heard.membership)).startsWith("detached w1: ");
        assertThat(next(heard.membership)).isEqualTo("attached w1");
        for (int block = 0; block < LAYOUT.blocks(); block++) {
            hub.publishTo("w1", 7, block, vector(7));
        }
        Set<Integer> whole = new TreeSet<>();
        for (HeardByLink.Block block : next(LAYOUT.blocks(), newer.blocks)) {
            assertBits(new Storage(block.values(), 0, block.values().length), LAYOUT.of(vector(7), block.block()));
            whole.add(block.block());
        }
        assertThat(whole).hasSize(LAYOUT.blocks());
    }

    @Test
    void gradientsOfAnotherWorkerGoOnWhenALinkIsClosedInTheMiddle() throws Exception {
        BulkLink leaving = attach("w1", new HeardByLink(LAYOUT));
        BulkLink staying = attach("w2", new HeardByLink(LAYOUT));
        for (int seed = 0; seed < 20; seed++) {
            leaving.send(gradient(seed, 3, released));
            staying.send(gradient(100 + seed, 3, released));
            if (seed == 10) {
                leaving.close();
            }
        }
        Set<Integer> arrived = new TreeSet<>();
        while (arrived.size() < 20) {
            GradientPartial partial = next(heard.gradients);
            int seed = partial.node().index();
            assertBits(partial.values(), LAYOUT.of(vector(seed), 3));
            partial.release().run();
            if (seed >= 100) {
                arrived.add(seed);
            }
        }
        assertThat(next(heard.membership)).startsWith("detached w1: ");
        for (GradientPartial late : heard.gradients) {
            late.release().run();
        }
        assertThat(new TreeSet<>(next(40, released))).hasSize(40);
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void detachingInTheMiddleOfAVersionIsToldOnceAndTheOthersGetIt() throws Exception {
        HeardByLink first = new HeardByLink(LAYOUT);
        HeardByLink second = new HeardByLink(LAYOUT);
        attach("w1", first);
        attach("w2", second);
        Storage parameters = vector(5);
        for (int block = 0; block < LAYOUT.blocks(); block++) {
            hub.publish(5, block, parameters);
            if (block == 1) {
                hub.detach("w1", "a test");
            }
        }
        assertThat(next(LAYOUT.blocks(), second.blocks)).hasSize(LAYOUT.blocks());
        assertThat(next(heard.membership)).isEqualTo("detached w1: a test");
        assertThat(next(first.membership)).startsWith("closed: a test");
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void aHubThatClosesWhileItPublishesTellsEveryLinkOnce() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        attach("w1", worker);
        CountDownLatch begun = new CountDownLatch(1);
        Thread publisher = Thread.ofPlatform().start(() -> {
            Storage parameters = vector(1);
            for (long version = 0; version < 50; version++) {
                for (int block = 0; block < LAYOUT.blocks(); block++) {
                    hub.publish(version, block, parameters);
                }
                begun.countDown();
            }
        });
        assertThat(begun.await(HeardByHub.DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        hub.close();
        publisher.join(TimeUnit.SECONDS.toMillis(HeardByHub.DEADLINE_SECONDS));
        assertThat(publisher.isAlive()).isFalse();
        assertThat(next(heard.membership)).startsWith("detached w1: ");
        assertThat(next(worker.membership)).startsWith("closed: ");
        assertThat(heard.membership).isEmpty();
        assertThat(worker.membership).isEmpty();
    }

    @Test
    void aWorkerThatWasBusyGetsTheNewestVersionsAndNotAllThatItMissed() throws Exception {
        long versions = 200;
        CountDownLatch busy = new CountDownLatch(1);
        HeardByLink worker = new HeardByLink(LAYOUT) {
            @Override
            public void parameters(long version, int block, Storage parameters) {
                try {
                    assertThat(busy.await(HeardByHub.DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException stopped) {
                    throw new AssertionError(stopped);
                }
                super.parameters(version, block, parameters);
            }
        };
        attach("w1", worker);
        Storage parameters = vector(1);
        for (long version = 0; version < versions; version++) {
            for (int block = 0; block < LAYOUT.blocks(); block++) {
                hub.publish(version, block, parameters);
            }
        }
        busy.countDown();
        int heardBlocks = 0;
        Set<String> newest = new TreeSet<>();
        while (newest.size() < 2 * LAYOUT.blocks()) {
            HeardByLink.Block block = next(worker.blocks);
            heardBlocks++;
            if (block.version() >= versions - 2) {
                newest.add(block.version() + "/" + block.block());
            }
        }
        assertThat(heardBlocks).isLessThan((int) versions * LAYOUT.blocks() / 2);
        assertThat(heard.membership).isEmpty();
        assertThat(worker.membership).isEmpty();
    }
}
