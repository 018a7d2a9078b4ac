package dev.lockstep.deploy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** The objects that {@code --json} prints. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the members of one object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    static String object(Members members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static String fault(int exitCode, List<String> lines) {
        return object(json -> {
            json.writeNumberField("exit_code", exitCode);
            json.writeArrayFieldStart("faults");
            for (String line : lines) {
                json.writeString(line);
            }
            json.writeEndArray();
        });
    }
}
