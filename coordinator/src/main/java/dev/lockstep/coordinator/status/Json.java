package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalDouble;

/** One JSON object as text. What is empty or not finite becomes null. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;

    /** Writes the fields of an object. */
    interface Fields {
        void to(Json json) throws IOException;
    }

    private Json(JsonGenerator out) {
        this.out = out;
    }

    /** On one line. */
    static String line(Fields fields) {
        return text(fields, false);
    }

    /** A field a line. */
    static String pretty(Fields fields) {
        return text(fields, true);
    }

    Json put(String key, String value) throws IOException {
        out.writeStringField(key, value);
        return this;
    }

    Json put(String key, long value) throws IOException {
        out.writeNumberField(key, value);
        return this;
    }

    Json put(String key, double value) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumberField(key, value);
        } else {
            out.writeNullField(key);
        }
        return this;
    }

    Json put(String key, OptionalDouble value) throws IOException {
        return put(key, value.orElse(Double.NaN));
    }

    Json put(String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            out.writeStringField(key, value.get());
        } else {
            out.writeNullField(key);
        }
        return this;
    }

    private static String text(Fields fields, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            if (pretty) {
                out.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            out.writeStartObject();
            fields.to(new Json(out));
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string takes everything", e);
        }
        return text.toString();
    }
}
