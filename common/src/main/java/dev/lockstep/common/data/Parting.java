package dev.lockstep.common.data;

import dev.lockstep.common.job.DataSpec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Parts the training examples by {@code data.split}. In the seeded permutation of all n of them, the first round(n x test)
 * are the test part, the next round(n x validation) the validation part; each part keeps the file's order.
 */
record Parting(DataSpec spec, long seed) {

    TrainingData part(HeldExamples train, Optional<HeldExamples> validation, Optional<HeldExamples> test)
            throws DataFault {
        List<String> problems = new ArrayList<>();
        validation.ifPresent(part -> checkAlike("validation", part, train, problems));
        test.ifPresent(part -> checkAlike("test", part, train, problems));
        int testSize = test.isPresent() ? 0 : share("test", spec.split().test(), train.size(), problems);
        int validationSize = validation.isPresent()
                ? 0
                : share("validation", spec.split().validation(), train.size(), problems);
        if (testSize + validationSize >= train.size()) {
            problems.add("data.split: leaves none of " + train.size() + " examples for training");
        }
        if (!problems.isEmpty()) {
            throw new DataFault(problems);
        }
        int[] order = testSize + validationSize == 0
                ? SomeExamples.NOTHING
                : Permutation.of(seed, Permutation.SPLIT, train.size());
        int apart = testSize + validationSize;
        return new TrainingData(
                apart == 0 ? train : chosen(train, order, apart, train.size()),
                validation.<Examples>map(part -> part).orElseGet(() -> chosen(train, order, testSize, apart)),
                test.<Examples>map(part -> part).orElseGet(() -> chosen(train, order, 0, testSize)),
                sha256(train, validation, test));
    }

    private static Examples chosen(HeldExamples all, int[] order, int from, int to) {
        int[] part = from == to ? SomeExamples.NOTHING : Arrays.copyOfRange(order, from, to);
        Arrays.sort(part);
        return new SomeExamples(all, part);
    }

    private static int share(String part, double fraction, int examples, List<String> problems) {
        int size = (int) Math.round(examples * fraction);
        if (fraction > 0 && size == 0) {
            problems.add("data.split." + part + ": " + fraction + " of " + examples + " examples is none");
        }
        return size;
    }

    private static void checkAlike(String part, HeldExamples examples, HeldExamples train, List<String> problems) {
        if (!examples.shape().equals(train.shape())) {
            problems.add("data." + part + ": found examples of shape " + examples.shape() + ", needs " + train.shape()
                    + " as in data.train");
        }
    }

    private String sha256(HeldExamples train, Optional<HeldExamples> validation, Optional<HeldExamples> test) {
        MessageDigest digest = newSha256();
        digest.update("lockstep data 1\n".getBytes(StandardCharsets.US_ASCII));
        digest.update(ByteBuffer.allocate(4 * Long.BYTES)
                .putDouble(spec.scale())
                .putDouble(spec.split().validation())
                .putDouble(spec.split().test())
                .putLong(seed)
                .flip());
        train.digest(digest);
        digest.update((byte) (validation.isPresent() ? 1 : 0));
        validation.ifPresent(part -> part.digest(digest));
        digest.update((byte) (test.isPresent() ? 1 : 0));
        test.ifPresent(part -> part.digest(digest));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
