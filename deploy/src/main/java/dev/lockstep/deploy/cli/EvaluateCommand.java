package dev.lockstep.deploy.cli;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.DataLoader;
import dev.lockstep.common.data.ExampleSource;
import dev.lockstep.common.data.ExampleStream;
import dev.lockstep.common.data.TrainingData;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.worker.compute.Evaluation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep evaluate}: loss and metrics of a run's model, the same numbers as the run's own for the same data. */
@Command(name = "evaluate", description = "Measures a finished run's model.", versionProvider = Version.class)
final class EvaluateCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "RUN", description = "The run's folder.")
    private Path run;

    @Option(names = "--data", paramLabel = "FILE", description = "Measures on these examples (default: the job's test data).")
    private Path data;

    @Option(names = "--labels", paramLabel = "FILE", description = "The labels of IDX images.")
    private Path labels;

    @Option(names = "--label", split = ",", paramLabel = "COLUMN", description = "The target columns of a CSV file (default: the job's).")
    private List<String> label = List.of();

    private final Screen screen;

    EvaluateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.applyToFinishedRun(screen);
        if (data == null && (labels != null || !label.isEmpty())) {
            throw CommandFault.badInput("--labels and --label belong to --data");
        }
        TrainedModel model = TrainedModel.open(run);
        Scalars sums;
        try {
            sums = data == null ? onTestData(model) : onFile(model);
        } catch (DataFault e) {
            throw CommandFault.badInput(e.problems());
        }
        report(model.job(), sums);
        return ExitCode.FINISHED;
    }

    private static Scalars onTestData(TrainedModel model) throws DataFault {
        Job job = model.job();
        Network network = model.network();
        TrainingData all = DataLoader.load(job.data(), job.loss(), network.outputs(), job.seed(), Optional.empty());
        if (all.test().size() == 0) {
            throw CommandFault.badInput("the job has no test data; give some with --data FILE");
        }
        try (var slots = new dev.lockstep.worker.compute.Slots(Slots.perWorker(OptionalInt.empty(), 1), "evaluate")) {
            return Evaluation.of(network, all.test(), model.parameters(), slots).join();
        }
    }

    private Scalars onFile(TrainedModel model) throws DataFault {
        try (ExampleStream stream = ExampleSource.forEvaluation(data, Optional.ofNullable(labels), label, model.job(),
                model.network().input(), model.network().outputs())) {
            return StreamedEvaluation.of(model, stream)
                    .orElseThrow(() -> CommandFault.badInput(data + ": holds no examples"));
        }
    }

    private void report(Job job, Scalars sums) {
        double loss = sums.lossSum() / sums.weight();
        OptionalDouble accuracy = job.loss().hasAccuracy()
                ? OptionalDouble.of(sums.correct() / sums.weight())
                : OptionalDouble.empty();
        screen.result("examples " + (long) sums.weight());
        RunReport.line(screen, "test", OptionalDouble.of(loss), accuracy);
        screen.object(Json.finished(json -> {
            json.writeNumberField("examples", (long) sums.weight());
            Json.number(json, "loss", OptionalDouble.of(loss));
            Json.number(json, "accuracy", accuracy);
        }));
    }
}
