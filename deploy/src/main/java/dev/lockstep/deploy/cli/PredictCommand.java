package dev.lockstep.deploy.cli;

import dev.lockstep.common.data.DataFault;
import dev.lockstep.common.data.ExampleSource;
import dev.lockstep.common.data.ExampleStream;
import dev.lockstep.common.data.Examples;
import dev.lockstep.common.nn.Network;
import dev.lockstep.common.nn.RangePass;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code lockstep predict}: a line of CSV per example. For classes {@code prediction,p0,p1,...}; for values
 * {@code prediction}, or {@code prediction0,prediction1,...} where there are several. Numbers read back exactly.
 */
@Command(name = "predict", description = "Predicts with a finished run's model.", versionProvider = Version.class)
final class PredictCommand implements Callable<Integer> {

    private static final int CHUNK_EXAMPLES = 256;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "RUN", description = "The run's folder.")
    private Path run;

    @Option(names = "--data", required = true, paramLabel = "FILE", description = "The examples: CSV or IDX, by content.")
    private Path data;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The CSV file to write; /dev/stdout for standard output.")
    private Path out;

    @Option(names = "--label", split = ",", paramLabel = "COLUMN", description = "A column of the CSV file to leave out.")
    private List<String> label = List.of();

    private final Screen screen;

    /** Carries a fault of the data through the writer of the file. */
    private static final class DataFaultInside extends IOException {

        private static final long serialVersionUID = 1;

        private final transient DataFault fault;

        private DataFaultInside(DataFault fault) {
            super(fault);
            this.fault = fault;
        }
    }

    PredictCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.applyToFinishedRun(screen);
        PredictionFile file = new PredictionFile(out);
        if (file.isStandardOutput() && screen.isJson()) {
            throw CommandFault.badInput("--out " + out + ": standard output is for the object of --json; name a file");
        }
        file.check();
        TrainedModel model = TrainedModel.open(run);
        long[] count = new long[1];
        try (ExampleStream stream = ExampleSource.forPrediction(data, label, model.job(), model.network().input())) {
            file.write(screen.standardOutput(), channel -> {
                Writer writer = Channels.newWriter(channel, StandardCharsets.US_ASCII);
                count[0] = write(model, stream, writer);
                writer.flush();
            });
        } catch (DataFaultInside e) {
            throw CommandFault.badInput(e.fault.problems());
        } catch (DataFault e) {
            throw CommandFault.badInput(e.problems());
        } catch (IOException e) {
            throw CommandFault.environment("cannot write " + out + ": " + Words.of(e), e);
        }
        if (!file.isStandardOutput()) {
            screen.report(Progress.count(count[0], "prediction") + " in " + out);
        }
        screen.object(Json.finished(json -> {
            json.writeNumberField("predictions", count[0]);
            json.writeStringField("out", out.toAbsolutePath().toString());
        }));
        return ExitCode.FINISHED;
    }

    private static long write(TrainedModel model, ExampleStream stream, Writer writer) throws IOException {
        Network network = model.network();
        RangePass pass = new RangePass(network);
        boolean classes = network.loss().isClassification();
        int outputs = network.outputs();
        writer.write(header(classes, outputs));
        float[] predicted = new float[Math.multiplyExact(CHUNK_EXAMPLES, outputs)];
        int[] said = new int[CHUNK_EXAMPLES];
        long count = 0;
        for (Examples chunk = next(stream); chunk.size() > 0; chunk = next(stream)) {
            pass.predict(model.parameters(), StreamedEvaluation.features(chunk), chunk.size(), predicted, said);
            for (int row = 0; row < chunk.size(); row++) {
                if (classes) {
                    writer.write(said[row] + ",");
                }
                writer.write(line(predicted, row * outputs, outputs));
            }
            count += chunk.size();
        }
        return count;
    }

    private static Examples next(ExampleStream stream) throws IOException {
        try {
            return stream.next(CHUNK_EXAMPLES);
        } catch (DataFault e) {
            throw new DataFaultInside(e);
        }
    }

    private static String header(boolean classes, int outputs) {
        StringBuilder text = new StringBuilder("prediction");
        if (classes) {
            for (int i = 0; i < outputs; i++) {
                text.append(",p").append(i);
            }
        } else if (outputs > 1) {
            text.append('0');
            for (int i = 1; i < outputs; i++) {
                text.append(",prediction").append(i);
            }
        }
        return text.append('\n').toString();
    }

    private static String line(float[] values, int from, int outputs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < outputs; i++) {
            text.append(i == 0 ? "" : ",").append(values[from + i]);
        }
        return text.append('\n').toString();
    }
}
