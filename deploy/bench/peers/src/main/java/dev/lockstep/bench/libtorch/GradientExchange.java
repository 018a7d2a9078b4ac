package dev.lockstep.bench.libtorch;

import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Makes the gradients of several processes their mean: all of them in one vector, by Gloo's all-reduce over loopback. */
final class GradientExchange {

    private static final String LOOPBACK = "127.0.0.1";

    private final TensorVector parameters;
    private final int processes;
    private final ProcessGroupGloo group;

    /** @param store a file in which the processes find each other; not there before the first comes */
    GradientExchange(TensorVector parameters, int rank, int processes, String store) {
        this.parameters = parameters;
        this.processes = processes;
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create();
        options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(LOOPBACK));
        this.group = new ProcessGroupGloo(new FileStore(store, processes), rank, processes, options);
    }

    /** Returns when every parameter's gradient is the mean of all processes'. */
    void average() {
        int count = Math.toIntExact(parameters.size());
        Tensor[] pieces = new Tensor[count];
        for (int i = 0; i < count; i++) {
            pieces[i] = parameters.get(i).grad().flatten();
        }
        Tensor all = torch.cat(new TensorVector(pieces));
        group.allreduce(new TensorVector(all))._wait();
        all.div_(new Scalar((float) processes));
        long offset = 0;
        for (int i = 0; i < count; i++) {
            Tensor gradient = parameters.get(i).grad();
            gradient.copy_(all.narrow(0, offset, gradient.numel()).view_as(gradient));
            offset += gradient.numel();
        }
    }
}
