package dev.lockstep.bench.libtorch;

import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** After the backward pass all gradients in one vector, by one all-reduce of Gloo's over loopback. */
final class FlatExchange implements GradientExchange {

    private final Optimizer optimizer;
    private final TensorVector parameters;
    private final int processes;
    private final ProcessGroupGloo group;

    FlatExchange(Optimizer optimizer, TensorVector parameters, ProcessGroupGloo group, int processes) {
        this.optimizer = optimizer;
        this.parameters = parameters;
        this.group = group;
        this.processes = processes;
    }

    @Override
    public void beforeForward() {
        optimizer.zero_grad(true);
    }

    @Override
    public void afterBackward() {
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
