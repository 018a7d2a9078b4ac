package dev.lockstep.bench.scale;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** {@code constants.json}: what was measured, of one worker and of more. */
record ConstantsFile(Constants constants, List<Check> checks) {

    private static final JsonFactory JSON = new JsonFactory();

    static ConstantsFile read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return parse(reader);
        }
    }

    static ConstantsFile parse(Reader reader) throws IOException {
        Map<String, String> values = flat(reader);
        Map<String, Constants.Pass> passes = new LinkedHashMap<>();
        for (Network network : Network.ALL) {
            String path = "passes." + network.name();
            if (values.containsKey(path + ".fixed_s")) {
                passes.put(network.name(),
                        new Constants.Pass(number(values, path + ".fixed_s"), number(values, path + ".example_s")));
            }
        }
        List<Check> checks = new ArrayList<>();
        for (int i = 0; values.containsKey("checks." + i + ".network"); i++) {
            String path = "checks." + i;
            String rate = values.get(path + ".megabits_per_s");
            checks.add(new Check(values.get(path + ".network"),
                    rate == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(rate)),
                    (int) number(values, path + ".workers"), number(values, path + ".measured_s")));
        }
        return new ConstantsFile(new Constants(values.get("machine"), (int) number(values, "cores"), passes,
                exchange(values, "shared"), exchange(values, "tcp"), number(values, "add_s_per_byte"),
                number(values, "step_s_per_byte")), checks);
    }

    String json() throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("machine", constants.machine());
            json.writeNumberField("cores", constants.cores());
            json.writeObjectFieldStart("passes");
            for (Map.Entry<String, Constants.Pass> pass : constants.passes().entrySet()) {
                json.writeObjectFieldStart(pass.getKey());
                json.writeNumberField("fixed_s", pass.getValue().fixedS());
                json.writeNumberField("example_s", pass.getValue().exampleS());
                json.writeEndObject();
            }
            json.writeEndObject();
            write(json, "shared", constants.shared());
            write(json, "tcp", constants.tcp());
            json.writeNumberField("add_s_per_byte", constants.addSPerByte());
            json.writeNumberField("step_s_per_byte", constants.stepSPerByte());
            json.writeArrayFieldStart("checks");
            for (Check check : checks) {
                json.writeStartObject();
                json.writeStringField("network", check.network());
                if (check.megabitsPerS().isPresent()) {
                    json.writeNumberField("megabits_per_s", check.megabitsPerS().getAsLong());
                }
                json.writeNumberField("workers", check.workers());
                json.writeNumberField("measured_s", check.measuredS());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.append('\n').toString();
    }

    private static void write(JsonGenerator json, String name, Constants.Exchange exchange) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("fixed_s", exchange.fixedS());
        json.writeNumberField("s_per_byte", exchange.sPerByte());
        json.writeEndObject();
    }

    private static Constants.Exchange exchange(Map<String, String> values, String name) {
        return new Constants.Exchange(number(values, name + ".fixed_s"), number(values, name + ".s_per_byte"));
    }

    private static double number(Map<String, String> values, String path) {
        String value = values.get(path);
        if (value == null) {
            throw new ScaleFault("the constants lack " + path);
        }
        return Double.parseDouble(value);
    }

    /** Plain values by path, as in {@code checks.0.network}. */
    private static Map<String, String> flat(Reader reader) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        try (JsonParser json = JSON.createParser(reader)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token.isScalarValue()) {
                    values.put(json.getParsingContext().pathAsPointer().toString().substring(1).replace('/', '.'),
                            json.getText());
                }
            }
        }
        return values;
    }
}
