package dev.lockstep.common.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link Manifest} as text. Its last line holds the SHA-256 of all the lines before, so that no damage goes unseen,
 * whatever a later release adds to them:
 *
 * <pre>
 *   {
 *     "format" : 1,
 *     ...
 *     "manifest_sha256" : "64 digits"
 *   }
 * </pre>
 *
 * Doubles that training goes on with are written in hexadecimal too: exactly.
 */
final class ManifestJson {

    static final int MAX_BYTES = 1 << 20;

    private static final int FORMAT = 1;
    private static final String LAST_LINE_START = "  \"manifest_sha256\" : \"";
    private static final String LAST_LINE_END = "\"\n}\n";
    private static final int SHA256_DIGITS = 64;
    private static final int LAST_LINE_BYTES = LAST_LINE_START.length() + SHA256_DIGITS + LAST_LINE_END.length();

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ManifestJson() {}

    static byte[] write(Manifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
            json.writeStartObject();
            fields(json, manifest);
            json.writeEndObject();
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        String above = text.substring(0, text.length() - "\n}".length()) + ",\n";
        String hash = Sha256.of(above.getBytes(StandardCharsets.UTF_8));
        return (above + LAST_LINE_START + hash + LAST_LINE_END).getBytes(StandardCharsets.UTF_8);
    }

    private static void fields(JsonGenerator json, Manifest manifest) throws IOException {
        CheckpointFacts facts = manifest.facts();
        json.writeNumberField("format", FORMAT);
        json.writeStringField("run", facts.run());
        json.writeNumberField("term", facts.term());
        json.writeStringField("job", facts.job());
        json.writeStringField("job_sha256", facts.jobSha256());
        json.writeStringField("release", facts.release());
        json.writeNumberField("seed", facts.seed());
        json.writeStringField("data_sha256", facts.dataSha256());
        json.writeNumberField("step", facts.step());
        json.writeNumberField("epoch", facts.epoch());
        json.writeNumberField("examples_into_epoch", facts.examplesIntoEpoch());
        json.writeBooleanField("evaluated", facts.evaluated());
        if (facts.validationLoss().isPresent()) {
            double loss = facts.validationLoss().getAsDouble();
            if (Double.isFinite(loss)) {
                json.writeNumberField("validation_loss", loss);
            }
            json.writeStringField("validation_loss_exact", Double.toHexString(loss));
        }
        json.writeObjectFieldStart("memory");
        for (Map.Entry<String, Double> entry : facts.memory().entrySet()) {
            json.writeStringField(entry.getKey(), Double.toHexString(entry.getValue()));
        }
        json.writeEndObject();
        json.writeStringField("written", facts.written().toString());
        json.writeNumberField("parameters", manifest.parameters());
        json.writeNumberField("state_slots", manifest.stateSlots());
        json.writeStringField("parameters_sha256", manifest.parametersSha256());
        json.writeStringField("file", manifest.file());
        json.writeNumberField("bytes", manifest.bytes());
        json.writeStringField("sha256", manifest.sha256());
    }

    /** @throws IOException if the text is not what was written; the message says what is wrong */
    static Manifest read(byte[] text) throws IOException {
        requireUndamaged(text);
        TreeMap<String, String> values = new TreeMap<>();
        TreeMap<String, Double> memory = new TreeMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                JsonToken value = json.nextToken();
                if (key.equals("memory")) {
                    readMemory(json, memory);
                } else if (value.isScalarValue()) {
                    values.put(key, json.getText());
                } else {
                    json.skipChildren();
                }
            }
        }
        try {
            int format = Integer.parseInt(text(values, "format"));
            if (format != FORMAT) {
                throw new IOException(
                        "of format " + format + ", which this release cannot read (it reads " + FORMAT + ")");
            }
            return manifest(values, memory);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("not a manifest: " + e.getMessage(), e);
        }
    }

    private static void requireUndamaged(byte[] text) throws IOException {
        int above = text.length - LAST_LINE_BYTES;
        String expected = above < 0 ? "" : LAST_LINE_START + Sha256.of(Arrays.copyOf(text, above)) + LAST_LINE_END;
        if (above < 0 || !expected.equals(new String(text, above, LAST_LINE_BYTES, StandardCharsets.ISO_8859_1))) {
            throw new IOException("damaged: its " + text.length
                    + " bytes do not end with the SHA-256 of what stands above");
        }
    }

    private static void readMemory(JsonParser json, SortedMap<String, Double> memory) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            json.nextToken();
            memory.put(key, Double.valueOf(json.getText()));
        }
    }

    private static Manifest manifest(SortedMap<String, String> values, SortedMap<String, Double> memory) {
        String loss = values.get("validation_loss_exact");
        CheckpointFacts facts = new CheckpointFacts(text(values, "run"), Math.toIntExact(number(values, "term")),
                text(values, "job"), text(values, "job_sha256"), text(values, "release"), number(values, "seed"),
                text(values, "data_sha256"), number(values, "step"), number(values, "epoch"),
                number(values, "examples_into_epoch"), Boolean.parseBoolean(text(values, "evaluated")),
                loss == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(loss)), memory,
                Instant.parse(text(values, "written")));
        return new Manifest(facts, number(values, "parameters"), Math.toIntExact(number(values, "state_slots")),
                text(values, "parameters_sha256"), text(values, "file"), number(values, "bytes"),
                text(values, "sha256"));
    }

    private static long number(SortedMap<String, String> values, String key) {
        return Long.parseLong(text(values, key));
    }

    private static String text(SortedMap<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("it lacks " + key);
        }
        return value;
    }
}
