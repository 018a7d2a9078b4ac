package dev.lockstep.bench.libtorch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Trains one network with libtorch and writes how long each step took, from the end of one to the end of the next. */
public final class LibtorchPeer implements Callable<Integer> {

    private static final long SEED = 1;

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
    @Option(names = "--store")
    private String store;

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
        GradientExchange exchange = processes == 1
                ? null
                : new GradientExchange(trained.module().parameters(), rank, processes, store);
        Tensor order = torch.randperm(examples.examples());
        int share = batch / processes;
        int batches = examples.examples() / batch;
        StepFile told = new StepFile(steps);
        long beganNs = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            try (PointerScope _ = new PointerScope()) {
                Tensor rows = order.narrow(0, (long) step % batches * batch + (long) rank * share, share);
                Tensor scores = trained.forward().apply(examples.images().index_select(0, rows));
                optimizer.zero_grad();
                Tensor loss = torch.cross_entropy_loss(scores, examples.labels().index_select(0, rows));
                loss.backward();
                if (exchange != null) {
                    exchange.average();
                }
                optimizer.step();
                double value = loss.item_double();
                long endedNs = System.nanoTime();
                told.step(endedNs - beganNs, value);
                beganNs = endedNs;
            }
        }
        return told;
    }

    private static String version() throws IOException {
        try (BytePointer capability = torch.get_cpu_capability()) {
            return String.format(Locale.ROOT, "libtorch %s (%s), %s", Loader.getVersion("org.bytedeco", "pytorch"),
                    capability.getString(), openblas_nolapack.OPENBLAS_VERSION.strip());
        }
    }
}
