package dev.lockstep.deploy.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code summary.json} of a run that has ended, read. */
final class SummaryFile {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String STATUS = "status";
    private static final String HASH = "parameters_sha256";

    private SummaryFile() {}

    /** How the run ended; empty if it has no summary, or one that is damaged: then it counts as not ended. */
    static Optional<String> status(Path file) throws IOException {
        return text(file, STATUS);
    }

    /** The SHA-256 of the trained parameters. */
    static Optional<String> hash(Path file) throws IOException {
        return text(file, HASH);
    }

    private static Optional<String> text(Path file, String wanted) throws IOException {
        try (JsonParser json = FACTORY.createParser(Files.readString(file))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String key = json.currentName();
                json.nextToken();
                if (key.equals(wanted)) {
                    return Optional.ofNullable(json.getValueAsString());
                }
                json.skipChildren();
            }
            return Optional.empty();
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonProcessingException | java.nio.charset.CharacterCodingException damaged) {
            return Optional.empty();
        }
    }
}
