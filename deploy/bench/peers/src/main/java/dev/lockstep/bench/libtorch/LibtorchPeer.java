package dev.lockstep.bench.libtorch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Trains one network with libtorch and writes how long each step took, from the end of one to the end of the next. */
public final class LibtorchPeer implements Callable<Integer> {

    private static final long SEED = 1;
    private static final String LOOPBACK = "127.0.0.1";

    @Option(names = "--network", required = true)
    private String network;
    @Option(names = "--batch", required = true)
    private int batch;
    @Option(names = "--steps", required = true)
    private int steps;
    @Option(names = "--learning-rate", required = true)
    private double learningRate;
    @Option(names = "--momentum", required = true)
    private double momentum;
    @Option(names = "--threads", required = true)
    private int threads;
    @Option(names = "--data", required = true)
    private Path data;
    @Option(names = "--out", required = true)
    private Path out;
    @Option(names = "--processes")
    private int processes = 1;
    @Option(names = "--rank")
    private int rank;
    /** A file in which the processes find each other; not there before the first comes. */
    @Option(names = "--store")
    private String store;
    @Option(names = "--buckets")
    private boolean areBucketed;

    private LibtorchPeer() {}

    public static void main(String[] arguments) {
        // Gloo's threads would keep the process.
        System.exit(new CommandLine(new LibtorchPeer()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        torch.set_num_threads(threads);
        torch.manual_seed(SEED);
        FashionMnist examples = FashionMnist.read(data);
        TorchNetwork trained = TorchNetwork.named(network);
        StepFile told = train(trained, examples);
        if (rank == 0) {
            told.write(out, version(), trained.parameterCount());
        }
        return 0;
    }

    private StepFile train(TorchNetwork trained, FashionMnist examples) {
        SGDOptions options = new SGDOptions(learningRate);
        options.momentum().put(momentum);
        SGD optimizer = new SGD(trained.module().parameters(), options);
        GradientExchange exchange = exchange(optimizer, trained.module().parameters());
        Tensor order = torch.randperm(examples.examples());
        int share = batch / processes;
        int batches = examples.examples() / batch;
        StepFile told = new StepFile(steps);
        long beganNs = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            try (PointerScope _ = new PointerScope()) {
                Tensor rows = order.narrow(0, (long) step % batches * batch + (long) rank * share, share);
                exchange.beforeForward();
                Tensor scores = trained.forward().apply(examples.images().index_select(0, rows));
                Tensor loss = torch.cross_entropy_loss(scores, examples.labels().index_select(0, rows));
                exchange.beforeBackward();
                loss.backward();
                exchange.afterBackward();
                optimizer.step();
                double value = loss.item_double();
                long endedNs = System.nanoTime();
                told.step(endedNs - beganNs, value);
                beganNs = endedNs;
            }
        }
        return told;
    }

    private GradientExchange exchange(SGD optimizer, TensorVector parameters) {
        if (processes == 1) {
            return new NoExchange(optimizer);
        }
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create();
        options.devices().push_back(ProcessGroupGloo.createDeviceForHostname(LOOPBACK));
        ProcessGroupGloo gloo = new ProcessGroupGloo(new FileStore(store, processes), rank, processes, options);
        return areBucketed
                ? new BucketExchange(parameters, gloo, rank, processes, store + "-group")
                : new FlatExchange(optimizer, parameters, gloo, processes);
    }

    private static String version() throws IOException {
        try (BytePointer capability = torch.get_cpu_capability()) {
            return String.format(Locale.ROOT, "libtorch %s (%s), %s", Loader.getVersion("org.bytedeco", "pytorch"),
                    capability.getString(), openblas_nolapack.OPENBLAS_VERSION.strip());
        }
    }
}
