package dev.lockstep.worker.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.common.reduce.Combiner;
import dev.lockstep.common.reduce.Completion;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import dev.lockstep.common.wire.BulkLink;
import dev.lockstep.common.wire.GradientPartial;
import dev.lockstep.common.wire.ScalarPartial;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Sums what workers send for one step, as a coordinator does. */
public final class SummingLink implements BulkLink {

    /** Adds at once, so that sums can be looked at. */
    private static final Combiner<GradientPartial> AT_ONCE = new Combiner<>() {
        @Override
        public GradientPartial add(GradientPartial left, GradientPartial right) {
            return GradientPartial.COMBINER.add(left, right).whole();
        }

        @Override
        public void release(GradientPartial partial) {
            partial.release().run();
        }
    };

    private final ShardTree tree;
    private final BlockLayout layout;
    private final List<String> log = new ArrayList<>();
    private final List<Completion<GradientPartial>> blocks = new ArrayList<>();
    private final Completion<Scalars> scalars;

    public SummingLink(ShardTree tree, BlockLayout layout) {
        this.tree = tree;
        this.layout = layout;
        this.scalars = new Completion<>(tree, Scalars.COMBINER);
        for (int block = 0; block < layout.blocks(); block++) {
            blocks.add(new Completion<>(tree, AT_ONCE));
        }
    }

    @Override
    public synchronized void send(ScalarPartial partial) {
        log.add("scalars " + partial.node());
        assertThat(scalars.offer(partial.node(), partial.scalars())).isNotEqualTo(Completion.Outcome.DROPPED);
    }

    @Override
    public synchronized void send(GradientPartial partial) {
        log.add("block " + partial.block() + " " + partial.node());
        assertThat(partial.values().length()).isEqualTo(layout.length(partial.block()));
        assertThat(blocks.get(partial.block()).offer(partial.node(), partial.whole()))
                .isNotEqualTo(Completion.Outcome.DROPPED);
    }

    @Override
    public void close() {}

    public synchronized boolean isComplete() {
        return scalars.isComplete() && blocks.stream().allMatch(Completion::isComplete);
    }

    synchronized List<String> log() {
        return List.copyOf(log);
    }

    public synchronized Scalars scalars() {
        return scalars.value(tree.root());
    }

    /** Steps {@code flat} against the sums, a little. */
    public synchronized void descend(Storage flat) {
        for (int block = 0; block < layout.blocks(); block++) {
            Storage root = blocks.get(block).value(tree.root()).values();
            for (int i = 0; i < root.length(); i++) {
                flat.array()[flat.offset() + layout.start(block) + i] -= 1e-3f * root.array()[root.offset() + i];
            }
        }
    }

    /** SHA-256 over the bits of every root, which are then released. */
    public synchronized String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Completion<GradientPartial> block : blocks) {
                GradientPartial root = block.take(tree.root());
                Storage values = root.values();
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length());
                bytes.asFloatBuffer().put(values.array(), values.offset(), values.length());
                digest.update(bytes);
                root.release().run();
            }
            digest.update(scalars().toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
