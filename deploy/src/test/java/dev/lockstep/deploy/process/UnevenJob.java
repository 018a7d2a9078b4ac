package dev.lockstep.deploy.process;

import java.util.ArrayList;
import java.util.List;

/**
 * An example's job cut so that nothing divides evenly: each epoch ends with a ragged batch, and neither it nor, where
 * {@code batch} is no multiple of {@code shards}, any other has shards of one size.
 *
 * @param example       the file's name without {@code .conf}
 * @param trainExamples in the example's data, after its split
 * @param batch         examples
 * @param shards        of a batch
 * @param gradients     f32 or bf16
 */
public record UnevenJob(String example, int trainExamples, int batch, int shards, int epochs, String gradients) {

    /** Of each example one, with numbers of shards that align with no number of workers or slots; gradients of both precisions. */
    public static final List<UnevenJob> ALL = List.of(digits(50, 7, 2), digitsCnn(599, 23, 1), diabetes(100, 13, 3),
            digits(50, 7, 2).bf16(), digitsCnn(599, 23, 1).bf16());

    public UnevenJob {
        int ragged = trainExamples % batch;
        if (ragged == 0 || ragged % shards == 0) {
            throw new IllegalArgumentException(
                    "the last batch of " + ragged + " examples is even: " + example + " with "
                            + batch + " examples a batch in " + shards + " shards");
        }
    }

    public static UnevenJob digits(int batch, int shards, int epochs) {
        return new UnevenJob("digits", 1_258, batch, shards, epochs, "f32");
    }

    public static UnevenJob digitsCnn(int batch, int shards, int epochs) {
        return new UnevenJob("digits-cnn", 1_258, batch, shards, epochs, "f32");
    }

    public static UnevenJob diabetes(int batch, int shards, int epochs) {
        return new UnevenJob("diabetes", 310, batch, shards, epochs, "f32");
    }

    /** The same with gradients in bfloat16. */
    public UnevenJob bf16() {
        return new UnevenJob(example, trainExamples, batch, shards, epochs, "bf16");
    }

    /** With the ragged batch of every epoch. */
    int steps() {
        return epochs * Math.ceilDiv(trainExamples, batch);
    }

    /** The command that trains it, with more options. */
    public Object[] train(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("train", Command.EXAMPLES.resolve(example + ".conf"), "--json",
                "--set", "batch=" + batch, "--set", "shards=" + shards, "--set", "gradients=" + gradients, "--set",
                "stop.epochs=" + epochs));
        arguments.addAll(List.of(options));
        return arguments.toArray();
    }

    /** What the command printed, of which every step must have been done. */
    public Numbers numbers(String json) {
        Numbers numbers = Numbers.of(json);
        if (!numbers.value("steps").equals(Integer.toString(steps()))) {
            throw new AssertionError("not " + steps() + " steps, with the ragged batches: " + json);
        }
        return numbers;
    }

    @Override
    public String toString() {
        return example + " with " + batch + " examples a batch in " + shards + " shards, " + epochs
                + " epochs, gradients " + gradients;
    }
}
