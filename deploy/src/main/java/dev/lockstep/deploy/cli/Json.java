package dev.lockstep.deploy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/** The objects that {@code --json} prints: every one has {@code status} and {@code exit_code}. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    /** Writes the members of one object. */
    interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    private Json() {}

    /** Of a command that did what it was asked to. */
    static String finished(Members members) {
        return ended(ExitCode.FINISHED, members);
    }

    /** Of a command that ended with a fault a line. */
    static String fault(int exitCode, List<String> lines) {
        return ended(exitCode, json -> {
            json.writeArrayFieldStart("faults");
            for (String line : lines) {
                json.writeString(line);
            }
            json.writeEndArray();
        });
    }

    static String ended(int exitCode, Members members) {
        return ended(status(exitCode), exitCode, members);
    }

    static String ended(RunStatus status, int exitCode, Members members) {
        return object(json -> {
            json.writeStringField("status", status.word());
            json.writeNumberField("exit_code", exitCode);
            members.write(json);
        });
    }

    /** The members of {@code object}, which has a status, and more. */
    static String extended(String object, Members members) {
        return object(json -> {
            try (JsonParser parser = FACTORY.createParser(object)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    json.copyCurrentStructure(parser);
                }
            }
            members.write(json);
        });
    }

    /** A number, or null where there is none or it is not finite. */
    static void number(JsonGenerator json, String name, OptionalDouble value) throws IOException {
        if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            json.writeNumberField(name, value.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }

    /** Bad input failed too, with a code of its own. */
    private static RunStatus status(int exitCode) {
        return Arrays.stream(RunStatus.values()).filter(status -> status.exitCode() == exitCode).findFirst()
                .orElse(RunStatus.FAILED);
    }

    private static String object(Members members) {
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
}
