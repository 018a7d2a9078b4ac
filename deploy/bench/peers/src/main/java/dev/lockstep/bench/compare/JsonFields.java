package dev.lockstep.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plain values of one JSON object, as text; what is nested or null is left out. */
record JsonFields(Map<String, String> values) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Every object of {@code file}, one after the other; at least one. */
    static List<JsonFields> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            List<JsonFields> all = parse(reader);
            if (all.isEmpty()) {
                throw new BenchFault(file + " is empty");
            }
            return all;
        } catch (IOException e) {
            throw new BenchFault("cannot read " + file + ": " + e);
        }
    }

    static List<JsonFields> parse(Reader reader) throws IOException {
        List<JsonFields> all = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(reader)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> values = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (value.isStructStart()) {
                        parser.skipChildren();
                    } else if (value != JsonToken.VALUE_NULL) {
                        values.put(name, parser.getText());
                    }
                }
                all.add(new JsonFields(values));
            }
        }
        return all;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new BenchFault("found no \"" + name + "\" among " + values.keySet());
        }
        return value;
    }

    double number(String name) {
        return Double.parseDouble(text(name));
    }
}
