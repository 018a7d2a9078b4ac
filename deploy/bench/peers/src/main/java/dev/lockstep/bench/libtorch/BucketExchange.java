package dev.lockstep.bench.libtorch;

import org.bytedeco.pytorch.BackendOptional;
import org.bytedeco.pytorch.BoolVector;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroup;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Reducer;
import org.bytedeco.pytorch.SizeTStringMap;
import org.bytedeco.pytorch.SizeTVector;
import org.bytedeco.pytorch.SizeTVectorVector;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * What PyTorch's {@code DistributedDataParallel} is made of: libtorch's reducer, which sends buckets of gradients while the
 * backward pass goes on.
 */
final class BucketExchange implements GradientExchange {

    /** As in {@code DistributedDataParallel}: the first bucket is small, so that the network starts early. */
    private static final long FIRST_BUCKET_BYTES = 1 << 20;
    private static final long BUCKET_BYTES = 25 << 20;

    private final TensorVector parameters;
    private final Reducer reducer;

    /** @param store a file of this group's own, not there before the first process comes */
    BucketExchange(TensorVector parameters, ProcessGroupGloo gloo, int rank, int processes, String store) {
        this.parameters = parameters;
        ProcessGroup group = new ProcessGroup(new FileStore(store, processes), rank, processes);
        group.setBackend(torch.DeviceType.CPU, ProcessGroup.BackendType.GLOO, new BackendOptional(gloo));
        group.setDefaultBackend(ProcessGroup.BackendType.GLOO);
        SizeTVector bucket = new SizeTVector();
        BoolVector sparse = new BoolVector();
        for (long i = 0; i < parameters.size(); i++) {
            bucket.push_back(i);
            sparse.push_back(false);
        }
        reducer = new Reducer(parameters, new SizeTVectorVector(bucket), group, sparse, BUCKET_BYTES, false, true,
                new SizeTStringMap(), FIRST_BUCKET_BYTES, false, false);
    }

    /**
     * The optimizer's {@code zero_grad} refuses gradients that are views of buckets. After the first pass buckets are formed
     * anew, in the order in which gradients came.
     */
    @Override
    public void beforeForward() {
        for (long i = 0; i < parameters.size(); i++) {
            parameters.get(i).mutable_grad().reset();
        }
        reducer.rebuild_buckets();
        reducer.prepare_for_forward();
    }

    @Override
    public void beforeBackward() {
        reducer.prepare_for_backward(new TensorVector());
    }
}
