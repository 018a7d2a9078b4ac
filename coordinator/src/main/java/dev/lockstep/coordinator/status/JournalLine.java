package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.lockstep.common.checkpoint.ParameterDigest;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * A line of {@code metrics.jsonl}, as it is read again.
 *
 * @param step     of which
 * @param isStep   whether a step is told; else an evaluation
 * @param text     the line, without its end
 * @param digest   the receipt: of the parameters after the step; empty without one, or with one that is damaged
 * @param blocks   of what the digest is combined; empty without one
 * @param loss     {@code validation_loss}, if the line has one
 * @param accuracy {@code validation_accuracy}, if the line has one
 */
public record JournalLine(
        long step,
        boolean isStep,
        String text,
        OptionalInt digest,
        int[] blocks,
        OptionalDouble loss,
        OptionalDouble accuracy) {

    private static final int DIGEST_DIGITS = 8;
    private static final int MAX_NESTING = 4;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
            .build();

    /** Empty for what is no line of a journal, or not a whole one. */
    static Optional<JournalLine> parse(String text) {
        long step = -1;
        boolean isStep = false;
        String digest = null;
        String blocks = "";
        OptionalDouble loss = OptionalDouble.empty();
        OptionalDouble accuracy = OptionalDouble.empty();
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                switch (key) {
                    case "step" -> step = json.getLongValue();
                    case "loss" -> isStep = true;
                    case "digest" -> digest = json.getText();
                    case "blocks" -> blocks = json.getText();
                    case "validation_loss" -> loss = number(json, value);
                    case "validation_accuracy" -> accuracy = number(json, value);
                    default -> json.skipChildren();
                }
            }
            if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null || step < 0) {
                return Optional.empty();
            }
        } catch (IOException damaged) {
            return Optional.empty();
        }
        int[] digests = blocks(blocks);
        boolean isReceipt = digest != null && digest.equals(ParameterDigest.text(ParameterDigest.combined(digests)));
        return Optional.of(new JournalLine(step, isStep, text,
                isReceipt ? OptionalInt.of(ParameterDigest.combined(digests)) : OptionalInt.empty(),
                isReceipt ? digests : new int[0], loss, accuracy));
    }

    /** As a line has them. */
    static String text(int[] blockDigests) {
        StringBuilder text = new StringBuilder(DIGEST_DIGITS * blockDigests.length);
        for (int digest : blockDigests) {
            text.append(ParameterDigest.text(digest));
        }
        return text.toString();
    }

    private static int[] blocks(String text) {
        int[] digests = new int[text.length() / DIGEST_DIGITS];
        try {
            for (int block = 0; block < digests.length; block++) {
                digests[block] = HexFormat.fromHexDigits(text, block * DIGEST_DIGITS, (block + 1) * DIGEST_DIGITS);
            }
        } catch (IllegalArgumentException damaged) {
            return new int[0];
        }
        return digests;
    }

    private static OptionalDouble number(JsonParser json, JsonToken value) throws IOException {
        return value.isNumeric() ? OptionalDouble.of(json.getDoubleValue()) : OptionalDouble.empty();
    }
}
