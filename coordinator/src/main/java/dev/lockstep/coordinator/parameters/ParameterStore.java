package dev.lockstep.coordinator.parameters;

import dev.lockstep.common.optim.BlockUpdate;
import dev.lockstep.common.optim.Optimizer;
import dev.lockstep.common.optim.StepScale;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;

/**
 * The parameters and the optimizer's state in two versions each: the committed one, which does not change, and the next,
 * which is written block by block. Version v lies in buffer {@code v mod 2}, so a committed version stays in place until
 * the one after it has committed.
 *
 * <p>Threads: blocks may be stepped by any threads at the same time, each once per version. {@link #commit} may follow
 * from any thread. Who reads parameters has got the version from somebody who saw it written.
 */
public final class ParameterStore {

    private static final int VERSIONS = 2;
    private static final int WAITING = 0;
    private static final int STARTED = 1;

    private final BlockLayout layout;
    private final Optimizer optimizer;
    private final List<Storage> parameters = new ArrayList<>();
    private final List<List<Storage>> state = new ArrayList<>();
    private final AtomicIntegerArray blocks;
    private final AtomicInteger blocksLeft;
    private volatile long version;

    /** @param initial version 0, the store's from now on; the optimizer remembers nothing yet */
    public ParameterStore(BlockLayout layout, Storage initial, Optimizer optimizer) {
        this(layout, new Snapshot(0, initial, vectors(layout, optimizer.stateSlots())), optimizer);
    }

    /** @param start the version that is committed from the beginning, in whole arrays; the store's from now on */
    public ParameterStore(BlockLayout layout, Snapshot start, Optimizer optimizer) {
        this.layout = layout;
        this.optimizer = optimizer;
        requireFits(start);
        for (int v = 0; v < VERSIONS; v++) {
            boolean isStart = v == buffer(start.version());
            parameters.add(isStart ? start.parameters() : Storage.allocate(layout.floats()));
            state.add(isStart ? start.state() : vectors(layout, optimizer.stateSlots()));
        }
        this.blocks = new AtomicIntegerArray(layout.blocks());
        this.blocksLeft = new AtomicInteger(layout.blocks());
        this.version = start.version();
    }

    private void requireFits(Snapshot start) {
        boolean whole = isWhole(start.parameters()) && start.state().stream().allMatch(this::isWhole);
        if (!whole || start.state().size() != optimizer.stateSlots()) {
            throw new IllegalArgumentException(("the layout has %d floats and the optimizer %d vectors of state, the"
                    + " start %d floats and %d vectors of %s floats; they must fit, as whole arrays")
                    .formatted(layout.floats(), optimizer.stateSlots(),
                            start.parameters().length(), start.state().size(),
                            start.state().stream().map(Storage::length).toList()));
        }
    }

    /** All vectors are whole arrays: the optimizer's loops share one index. */
    private boolean isWhole(Storage vector) {
        return vector.offset() == 0 && vector.length() == layout.floats();
    }

    public BlockLayout layout() {
        return layout;
    }

    /** The last version that is committed. */
    public long version() {
        return version;
    }

    /**
     * The flat vector of a version: the committed one, or the next, of which only stepped blocks hold anything.
     *
     * @throws IllegalArgumentException for a version that is not kept
     */
    public Storage parameters(long wanted) {
        long committed = version;
        if (wanted != committed && wanted != committed + 1) {
            throw new IllegalArgumentException(
                    "version " + wanted + " is not kept; committed is " + committed);
        }
        return parameters.get(buffer(wanted));
    }

    /** The committed parameters. */
    public Storage committed() {
        return parameters(version);
    }

    /** The optimizer's state that belongs to the committed version. */
    public List<Storage> committedState() {
        return state.get(buffer(version));
    }

    /**
     * The committed version as it lies here, not copied. It stays as it is until a block of the version after the next is
     * stepped, which is when the step from the next version proceeds.
     */
    public Snapshot view() {
        long committed = version;
        return new Snapshot(committed, parameters(committed), state.get(buffer(committed)));
    }

    /**
     * A copy of the committed version, which outlives it.
     *
     * @param into buffers to be written over, of a former copy of the same store that nobody needs any more; or null
     */
    public static Snapshot copyOf(Snapshot view, Snapshot into) {
        boolean reuse = into != null;
        Storage parameters = reuse ? into.parameters() : Storage.allocate(view.parameters().length());
        copy(view.parameters(), parameters);
        List<Storage> state = new ArrayList<>();
        for (int slot = 0; slot < view.state().size(); slot++) {
            Storage from = view.state().get(slot);
            Storage vector = reuse ? into.state().get(slot) : Storage.allocate(from.length());
            copy(from, vector);
            state.add(vector);
        }
        return new Snapshot(view.version(), parameters, state);
    }

    /**
     * Begins to step a block of the committed version into the next one.
     *
     * @throws IllegalStateException if that was begun already
     */
    void begin(int block) {
        if (!blocks.compareAndSet(block, WAITING, STARTED)) {
            throw new IllegalStateException("block " + block + " of version " + (version + 1) + " is stepped twice");
        }
    }

    /**
     * Steps a piece of a block that was begun.
     *
     * @param first       the piece's first float in the flat vector
     * @param gradientSum of the piece: the root of the tree
     * @return the piece of the next version
     */
    Storage stepPiece(int first, Storage gradientSum, double rate, StepScale scale) {
        long from = version;
        int length = gradientSum.length();
        Storage next = parameters.get(buffer(from + 1)).slice(first, length);
        optimizer.step(from, rate, scale, new BlockUpdate(parameters.get(buffer(from)).slice(first, length),
                gradientSum, slices(from, first, length), next, slices(from + 1, first, length)));
        return next;
    }

    /** Every piece of a block is stepped, and finite. */
    void stepped() {
        blocksLeft.decrementAndGet();
    }

    /**
     * Makes the next version the committed one.
     *
     * @return its number
     * @throws IllegalStateException if a block is not stepped, or not finite
     */
    public long commit() {
        int left = blocksLeft.get();
        if (left != 0) {
            throw new IllegalStateException(
                    "version " + (version + 1) + " lacks " + left + " of " + layout.blocks() + " finite blocks");
        }
        for (int block = 0; block < layout.blocks(); block++) {
            blocks.set(block, WAITING);
        }
        blocksLeft.set(layout.blocks());
        long committed = version + 1;
        version = committed;
        return committed;
    }

    private static List<Storage> vectors(BlockLayout layout, int count) {
        return Stream.generate(() -> Storage.allocate(layout.floats())).limit(count).toList();
    }

    private static void copy(Storage from, Storage to) {
        System.arraycopy(from.array(), from.offset(), to.array(), to.offset(), to.length());
    }

    private List<Storage> slices(long ofVersion, int first, int length) {
        List<Storage> vectors = state.get(buffer(ofVersion));
        return switch (vectors.size()) {
            case 0 -> List.of();
            case 1 -> List.of(vectors.getFirst().slice(first, length));
            default -> vectors.stream().map(vector -> vector.slice(first, length)).toList();
        };
    }

    private static int buffer(long ofVersion) {
        return (int) (ofVersion % VERSIONS);
    }
}
