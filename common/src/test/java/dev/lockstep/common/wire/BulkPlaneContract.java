package dev.lockstep.common.wire;

import static dev.lockstep.common.wire.HeardByHub.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Welcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every bulk plane does; a class for each transport binds it. */
abstract class BulkPlaneContract {

    /** Blocks of one float, of less than a chunk, of exactly two chunks, of two chunks and one float. */
    static final BlockLayout LAYOUT = new BlockLayout(new int[]{0, 1, 1001, 33769, 66538});

    /** 256 shards a batch, nothing to validate, eight shards to test. */
    static final HubLayout RUN = HubLayout.of(LAYOUT, 256, 0, 2_000);

    static final BulkSession SESSION = new BulkSession("run-1", 3, ByteString.copyFromUtf8("a secret token"));

    /** Two NaNs with payloads, both zeros, a subnormal, an infinity: what a lax copy would change. */
    private static final int[] ODD_BITS = {0x7fc0_1234, 0xffc0_0001, 0x8000_0000, 0, 1, 0x7f80_0000, 0x3f80_0001};

    final HeardByHub heard = new HeardByHub();
    BulkHub hub;
    BulkConnector connector;

    /** Opens the transport's hub of {@link #SESSION}. */
    abstract BulkHub open(BulkHub.Listener listener) throws Exception;

    abstract BulkConnector connector();

    /** A welcome of the session to the open hub. */
    abstract Welcome welcome(BulkSession session);

    /** Ends what the transport has started. */
    abstract void end();

    @BeforeEach
    void openHub() throws Exception {
        hub = open(heard);
        connector = connector();
    }

    @AfterEach
    void endPlane() {
        hub.close();
        end();
    }

    @Test
    void attachingAndDetachingAreToldOnceAtBothEnds() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        BulkLink link = attach("w1", worker);

        link.close();
        link.close();

        assertThat(next(heard.membership)).startsWith("detached w1: ");
        assertThat(next(worker.membership)).startsWith("closed: ");
        attach("w2", new HeardByLink(LAYOUT));
        assertThat(worker.membership).isEmpty();
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void aWrongSessionIsRefusedWithWords() throws Exception {
        assertThat(refusal(new BulkSession("run-1", 3, ByteString.copyFromUtf8("a guess")))).contains("token");
        assertThat(refusal(new BulkSession("run-1", 2, SESSION.token()))).contains("term 3", "term 2");
        assertThat(refusal(new BulkSession("run-0", 3, SESSION.token()))).contains("run-1", "run-0");
        assertThat(heard.membership).isEmpty();
    }

    @Test
    void anotherLayoutIsRefusedWithWords() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        connector.connect(welcome(SESSION), "w1", new BlockLayout(new int[]{0, 7}), worker);
        assertThat(next(worker.membership)).startsWith("closed: ").contains("7 floats", "66538 floats");
    }

    @Test
    void aNewerLinkOfAWorkerReplacesTheFormer() throws Exception {
        HeardByLink former = new HeardByLink(LAYOUT);
        attach("w1", former);
        connector.connect(welcome(SESSION), "w1", LAYOUT, new HeardByLink(LAYOUT));

        assertThat(next(heard.membership)).startsWith("detached w1: ");
        assertThat(next(heard.membership)).isEqualTo("attached w1");
        assertThat(next(former.membership)).startsWith("closed: ");
    }

    @Test
    void detachClosesTheLinkOfOneWorker() throws Exception {
        HeardByLink first = new HeardByLink(LAYOUT);
        HeardByLink second = new HeardByLink(LAYOUT);
        attach("w1", first);
        attach("w2", second);

        hub.detach("w1", "silent for too long");

        assertThat(next(heard.membership)).isEqualTo("detached w1: silent for too long");
        assertThat(next(first.membership)).startsWith("closed: ");
        hub.publish(0, 0, vector(0));
        assertThat(next(second.blocks).block()).isZero();
        assertThat(first.blocks).isEmpty();
    }

    @Test
    void closingTheHubIsToldToEveryWorker() throws Exception {
        HeardByLink worker = new HeardByLink(LAYOUT);
        attach("w1", worker);
        hub.close();
        assertThat(next(worker.membership)).startsWith("closed: ");
        assertThat(next(heard.membership)).startsWith("detached w1: ");
    }

    @Test
    void scalarsArriveAsTheyWereSentAlsoBeforeTheLinkStands() throws Exception {
        ScalarPartial train = new ScalarPartial(7, DataPart.TRAIN, new Node(2, 1), new Scalars(-0.0, 32, 0.5, -1));
        ScalarPartial test = new ScalarPartial(8, DataPart.TEST, new Node(0, 5), new Scalars(Double.NaN, 1, 0, 4));
        BulkLink link = connector.connect(welcome(SESSION), "w1", LAYOUT, new HeardByLink(LAYOUT));
        link.send(train);
        link.send(test);
        assertThat(next(2, heard.scalars)).containsExactly(train, test);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void everyWorkersGradientsArriveBitForBit(int workers) throws Exception {
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        for (int worker = 0; worker < workers; worker++) {
            BulkLink link = attach("w" + worker, new HeardByLink(LAYOUT));
            for (int block = LAYOUT.blocks() - 1; block >= 0; block--) {
                link.send(gradient(worker, block, released));
            }
        }
        Set<String> arrived = new TreeSet<>();
        for (GradientPartial partial : next(workers * LAYOUT.blocks(), heard.gradients)) {
            int worker = partial.node().index();
            assertThat(partial.step()).isEqualTo(100 + worker);
            assertBits(partial.values(), LAYOUT.of(vector(worker), partial.block()));
            partial.release().run();
            arrived.add(worker + "/" + partial.block());
        }
        assertThat(arrived).hasSize(workers * LAYOUT.blocks());
        assertThat(new TreeSet<>(next(workers * LAYOUT.blocks(), released))).isEqualTo(arrived);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 9})
    void everyWorkerGetsEveryBlockBitForBit(int workers) throws Exception {
        List<HeardByLink> links = new ArrayList<>();
        for (int worker = 0; worker < workers; worker++) {
            links.add(new HeardByLink(LAYOUT));
            attach("w" + worker, links.get(worker));
        }
        Storage[] versions = {vector(40), vector(41), vector(42)};
        for (int version = 0; version < versions.length; version++) {
            for (int block = LAYOUT.blocks() - 1; block >= 0; block--) {
                hub.publish(version, block, versions[version]);
            }
            for (HeardByLink link : links) {
                Set<Integer> arrived = new TreeSet<>();
                for (HeardByLink.Block block : next(LAYOUT.blocks(), link.blocks)) {
                    assertThat(block.version()).isEqualTo(version);
                    Storage values = new Storage(block.values(), 0, block.values().length);
                    assertBits(values, LAYOUT.of(versions[version], block.block()));
                    arrived.add(block.block());
                }
                assertThat(arrived).hasSize(LAYOUT.blocks());
            }
        }
    }

    @Test
    void publishToReachesOneWorkerAndNobodyWhenItIsUnknown() throws Exception {
        HeardByLink first = new HeardByLink(LAYOUT);
        HeardByLink second = new HeardByLink(LAYOUT);
        attach("w1", first);
        attach("w2", second);
        hub.publishTo("nobody", 5, 3, vector(1));
        hub.publishTo("w2", 5, 3, vector(1));
        hub.publish(5, 0, vector(1));
        assertThat(next(2, second.blocks)).extracting(HeardByLink.Block::block).containsExactlyInAnyOrder(3, 0);
        assertThat(next(first.blocks).block()).isZero();
        assertThat(first.blocks).isEmpty();
    }

    @Test
    void aBlockIsNotPublishedToWorkersThatAreExcepted() throws Exception {
        HeardByLink working = new HeardByLink(LAYOUT);
        HeardByLink idle = new HeardByLink(LAYOUT);
        attach("w1", working);
        attach("w2", idle);
        hub.publish(5, 0, vector(1), Set.of("w2"));
        hub.publishTo("w2", 6, 3, vector(1));
        assertThat(next(working.blocks).block()).isZero();
        assertThat(next(idle.blocks).block()).isEqualTo(3);
        assertThat(working.blocks).isEmpty();
    }

    @Test
    void scalarsThatNoTreeOfTheRunHasEndTheLinkWithWords() throws Exception {
        Scalars any = new Scalars(1, 1, 0, -1);
        refused("w1", new ScalarPartial(1, DataPart.TRAIN, new Node(0, 256), any), "node (0,256)", "256 shards");
        refused("w2", new ScalarPartial(1, DataPart.TEST, new Node(0, 8), any), "node (0,8)", "8 shards");
        refused("w3", new ScalarPartial(1, DataPart.VALIDATION, new Node(0, 0), any), "VALIDATION");
        assertThat(heard.scalars).isEmpty();
    }

    private void refused(String worker, ScalarPartial partial, String... words) throws Exception {
        attach(worker, new HeardByLink(LAYOUT)).send(partial);
        assertThat(next(heard.membership)).startsWith("detached " + worker + ": ").contains(words);
    }

    @Test
    void aGradientThatTheTreeDoesNotHaveEndsTheLinkAndIsReleased() throws Exception {
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        BulkLink link = attach("w1", new HeardByLink(LAYOUT));
        link.send(gradient(256, 1, released));
        assertThat(next(heard.membership)).startsWith("detached w1: ").contains("node (0,256)");
        assertThat(next(released)).isEqualTo("256/1");
        assertThat(heard.gradients).isEmpty();
    }

    @Test
    void aPartialSentTwiceIsReleasedTwiceAndArrivesWhole() throws Exception {
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        BulkLink link = attach("w1", new HeardByLink(LAYOUT));
        link.send(gradient(6, 3, released));
        link.send(gradient(6, 3, released));
        link.send(gradient(6, 0, released));
        GradientPartial partial;
        do {
            partial = next(heard.gradients);
            assertBits(partial.values(), LAYOUT.of(vector(6), partial.block()));
            partial.release().run();
        } while (partial.block() != 0);
        assertThat(next(3, released)).containsExactlyInAnyOrder("6/3", "6/3", "6/0");
    }

    @Test
    void aPartialThatDoesNotFitItsBlockIsABrokenInvariant() throws Exception {
        BulkLink link = attach("w1", new HeardByLink(LAYOUT));
        GradientPartial bad = new GradientPartial(0, new Node(0, 0), 1, Storage.allocate(3), () -> {});
        assertThatThrownBy(() -> link.send(bad)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 floats for block 1");
    }

    @Test
    void closingWhileSendingReleasesEveryBufferExactlyOnce() throws Exception {
        int partials = 200;
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        BulkLink link = attach("w1", new HeardByLink(LAYOUT));
        Thread sender = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < partials; i++) {
                link.send(gradient(i, 2, released));
            }
        });
        GradientPartial first = next(heard.gradients);
        link.close();
        sender.join(TimeUnit.SECONDS.toMillis(HeardByHub.DEADLINE_SECONDS));
        first.release().run();
        assertThat(next(heard.membership)).startsWith("detached w1");
        for (GradientPartial delivered : heard.gradients) {
            delivered.release().run();
        }
        assertThat(new TreeSet<>(next(partials, released))).hasSize(partials);
        assertThat(released).isEmpty();
    }

    private String refusal(BulkSession session) throws InterruptedException {
        HeardByLink worker = new HeardByLink(LAYOUT);
        BulkLink link = connector.connect(welcome(session), "w1", LAYOUT, worker);
        BlockingQueue<String> released = new LinkedBlockingQueue<>();
        link.send(gradient(0, 0, released));
        assertThat(next(released)).isEqualTo("0/0");
        return next(worker.membership);
    }

    final BulkLink attach(String worker, HeardByLink listener) throws InterruptedException {
        BulkLink link = connector.connect(welcome(SESSION), worker, LAYOUT, listener);
        assertThat(next(heard.membership)).isEqualTo("attached " + worker);
        assertThat(next(listener.membership)).isEqualTo("opened");
        return link;
    }

    static GradientPartial gradient(int seed, int block, BlockingQueue<String> released) {
        Storage values = LAYOUT.of(vector(seed), block);
        return new GradientPartial(100 + seed, new Node(0, seed), block, values,
                () -> released.add(seed + "/" + block));
    }

    /** A flat vector at an offset, so that nobody mistakes the array for the slice. */
    static Storage vector(int seed) {
        Storage flat = Storage.allocate(LAYOUT.floats() + 3).slice(3, LAYOUT.floats());
        for (int i = 0; i < flat.length(); i++) {
            int odd = i % 11;
            int bits = odd < ODD_BITS.length ? ODD_BITS[odd] : Float.floatToRawIntBits(seed * 1e6f + i);
            flat.array()[flat.offset() + i] = Float.intBitsToFloat(bits);
        }
        return flat;
    }

    static void assertBits(Storage actual, Storage expected) {
        assertThat(actual.length()).isEqualTo(expected.length());
        for (int i = 0; i < expected.length(); i++) {
            int actualBits = Float.floatToRawIntBits(actual.array()[actual.offset() + i]);
            int expectedBits = Float.floatToRawIntBits(expected.array()[expected.offset() + i]);
            if (actualBits != expectedBits) {
                throw new AssertionError("float " + i + ": " + Integer.toHexString(actualBits) + ", not "
                        + Integer.toHexString(expectedBits));
            }
        }
    }
}
