package dev.lockstep.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;

/** The results for other programs: {@code machine}, {@code versions}, {@code left_out}, {@code rows} and {@code ratios}. */
final class ResultsJson {

    private ResultsJson() {}

    static String of(Machine machine, List<Network> networks, Results results) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeObjectFieldStart("machine");
            json.writeStringField("processor", machine.processor());
            json.writeNumberField("cores", machine.cores());
            json.writeStringField("java", machine.java());
            json.writeStringField("debian_openblas", machine.debianOpenBlas());
            json.writeEndObject();
            json.writeArrayFieldStart("versions");
            for (String version : results.versions()) {
                json.writeString(version);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("left_out");
            for (String note : results.notes()) {
                json.writeString(note);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("rows");
            for (Network network : networks) {
                for (Cell cell : results.of(network)) {
                    write(json, cell);
                }
            }
            json.writeEndArray();
            json.writeArrayFieldStart("ratios");
            for (Claim claim : Claims.ALL) {
                for (Network network : networks) {
                    Optional<Ratio> ratio = claim.on(network, results);
                    if (ratio.isPresent()) {
                        write(json, ratio.get());
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, Cell cell) throws IOException {
        Network network = cell.network();
        json.writeStartObject();
        json.writeStringField("network", network.name());
        json.writeStringField("trainer", cell.row().name());
        json.writeNumberField("batch", network.batch());
        json.writeNumberField("warm_up_steps", network.warmUpSteps());
        json.writeNumberField("measured_steps", network.measuredSteps());
        json.writeNumberField("parameters", cell.rounds().getFirst().parameters());
        json.writeNumberField("median_step_ms", cell.medianMs());
        json.writeNumberField("examples_per_second", cell.examplesPerSecond());
        json.writeNumberField("peak_memory_mib", cell.peakMemoryMib());
        json.writeNumberField("last_loss", cell.lastLoss());
        json.writeArrayFieldStart("rounds_step_ms");
        for (Measurement round : cell.rounds()) {
            json.writeNumber(round.medianMs());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Ratio ratio) throws IOException {
        json.writeStartObject();
        json.writeStringField("network", ratio.network().name());
        json.writeStringField("claim", ratio.claim().text());
        json.writeStringField("compared_with", ratio.best());
        json.writeNumberField("ratio", ratio.value());
        if (ratio.target().isPresent()) {
            json.writeNumberField("target", ratio.target().getAsDouble());
            json.writeBooleanField("reached", ratio.isReached());
        }
        json.writeEndObject();
    }
}
