package dev.lockstep.common.wire;

import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Writes down what a link tells; a block's values are copied when they are told. */
class HeardByLink implements BulkLink.Listener {

    record Block(long version, int block, float[] values) {}

    final BlockingQueue<String> membership = new LinkedBlockingQueue<>();
    final BlockingQueue<Block> blocks = new LinkedBlockingQueue<>();
    private final BlockLayout layout;

    HeardByLink(BlockLayout layout) {
        this.layout = layout;
    }

    @Override
    public void opened() {
        membership.add("opened");
    }

    @Override
    public void parameters(long version, int block, Storage parameters) {
        Storage part = layout.of(parameters, block);
        float[] values = Arrays.copyOfRange(part.array(), part.offset(), part.offset() + part.length());
        blocks.add(new Block(version, block, values));
    }

    @Override
    public void closed(String why) {
        membership.add("closed: " + why);
    }
}
