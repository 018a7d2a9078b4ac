package dev.lockstep.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.deploy.cli.Lockstep.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** After training on IDX images, and on a regression: the other kinds of data and of predictions. */
class ImagesAndValuesTest {

    private static final int IMAGES = 300;
    private static final int SIDE = 6;

    @TempDir
    private Path folder;

    @Test
    void imagesAreEvaluatedAndPredictedFromTheirFiles() throws IOException {
        writeImages();
        Path job = Files.writeString(folder.resolve("images.conf"),
                """
                        name = images
                        data { format = idx, train { images = images, labels = labels }, test { images = images, labels = labels } }
                        model = [ { conv = 2, kernel = 3 }, relu, { max-pool = 2 }, flatten, { dense = 2 } ]
                        loss = cross-entropy
                        optimizer { type = sgd, learning-rate = 0.1 }
                        batch = 32
                        stop { epochs = 2 }
                        """);
        Path run = folder.resolve("run");
        Outcome trained = Lockstep.run("train", job, "--run-dir", run, "--workers", "2");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        String measured = line(trained.out(), "test loss");

        Outcome own = Lockstep.run("evaluate", run);
        assertThat(line(own.out(), "test loss")).isEqualTo(measured);
        Outcome file = Lockstep.run("evaluate", run, "--data", folder.resolve("images"), "--labels",
                folder.resolve("labels"));
        assertThat(line(file.out(), "test loss")).as(file.err()).isEqualTo(measured);

        Path out = folder.resolve("out.csv");
        assertThat(Lockstep.run("predict", run, "--data", folder.resolve("images"), "--out", out).exitCode()).isZero();
        assertThat(Files.readAllLines(out)).hasSize(1 + IMAGES).first().isEqualTo("prediction,p0,p1");
    }

    @Test
    void aRegressionPredictsValues() throws IOException {
        Path run = folder.resolve("run");
        Path diabetes = Lockstep.EXAMPLES.resolve("diabetes.conf");
        Outcome trained = Lockstep.run("train", diabetes, "--set", "stop.epochs=3", "--run-dir", run);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("test loss").doesNotContain("accuracy");
        assertThat(line(Lockstep.run("evaluate", run).out(), "test loss")).isEqualTo(line(trained.out(), "test loss"));

        List<String> rows = Files.readAllLines(Lockstep.EXAMPLES.resolve("data/diabetes.csv"));
        String labelColumn = Integer.toString(rows.getLast().split(",").length - 1);
        Path out = folder.resolve("out.csv");
        Outcome predicted = Lockstep.run("predict", run, "--data", Lockstep.EXAMPLES.resolve("data/diabetes.csv"),
                "--label",
                labelColumn, "--out", out);
        assertThat(predicted.exitCode()).as(predicted.err()).isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines.getFirst()).isEqualTo("prediction");
        assertThat(Float.parseFloat(lines.getLast())).isFinite();
    }

    private static String line(String text, String start) {
        return text.lines().filter(line -> line.startsWith(start)).findFirst()
                .orElseThrow(() -> new AssertionError(text));
    }

    /** Bright on the left is class 0, on the right class 1. */
    private void writeImages() throws IOException {
        ByteBuffer images = ByteBuffer.allocate(16 + IMAGES * SIDE * SIDE);
        ByteBuffer labels = ByteBuffer.allocate(8 + IMAGES);
        images.putInt(2051).putInt(IMAGES).putInt(SIDE).putInt(SIDE);
        labels.putInt(2049).putInt(IMAGES);
        for (int image = 0; image < IMAGES; image++) {
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                boolean bright = pixel % SIDE < SIDE / 2 == (image % 2 == 0);
                images.put((byte) (bright ? 200 + image % 50 : pixel));
            }
            labels.put((byte) (image % 2));
        }
        Files.write(folder.resolve("images"), images.array());
        Files.write(folder.resolve("labels"), labels.array());
    }
}
