package dev.lockstep.common.checkpoint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.lockstep.common.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The JSON between the length and the data of a safetensors file. Written without freedom: metadata by key, then tensors in
 * their order, no white space but the padding.
 */
final class SafetensorsHeader {

    /** Data begin at a multiple of this many bytes. */
    static final int ALIGNMENT_BYTES = 8;

    private static final String METADATA = "__metadata__";
    private static final String FLOAT32 = "F32";
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_METADATA = 1 << 10;
    private static final int MAX_RANK = 8;
    private static final int MAX_NESTING = 4;
    private static final int MAX_NAME_CHARS = 1 << 12;
    private static final int MAX_STRING_CHARS = 1 << 22;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_NESTING)
                    .maxNameLength(MAX_NAME_CHARS)
                    .maxStringLength(MAX_STRING_CHARS)
                    .build())
            .build();

    private final SortedMap<String, String> metadata = new TreeMap<>();
    private final List<TensorEntry> entries = new ArrayList<>();

    private SafetensorsHeader() {}

    SortedMap<String, String> metadata() {
        return metadata;
    }

    /** By offset; no gap, no overlap, the first at 0. */
    List<TensorEntry> entries() {
        return entries;
    }

    /** The header's bytes, padded with spaces so that {@code 8 + length} is a multiple of the alignment. */
    static byte[] write(List<TensorEntry> entries, SortedMap<String, String> metadata) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> entry : metadata.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
            }
            for (TensorEntry entry : entries) {
                json.writeObjectFieldStart(entry.name());
                json.writeStringField("dtype", FLOAT32);
                json.writeArrayFieldStart("shape");
                for (int dimension : entry.shape().dimensions()) {
                    json.writeNumber(dimension);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("data_offsets");
                json.writeNumber((long) entry.offset() * Float.BYTES);
                json.writeNumber(entry.end() * Float.BYTES);
                json.writeEndArray();
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        while (bytes.size() % ALIGNMENT_BYTES != 0) {
            bytes.write(' ');
        }
        return bytes.toByteArray();
    }

    /**
     * @param dataBytes how many bytes follow the header
     * @throws IOException if the header is not one, or does not describe exactly these bytes; the message says what is wrong
     */
    static SafetensorsHeader read(byte[] bytes, long dataBytes) throws IOException {
        SafetensorsHeader header = new SafetensorsHeader();
        try (JsonParser json = JSON.createParser(bytes)) {
            expect(json, json.nextToken(), JsonToken.START_OBJECT, "the header");
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                expect(json, json.nextToken(), JsonToken.START_OBJECT, name);
                if (name.equals(METADATA)) {
                    header.readMetadata(json);
                } else {
                    header.readTensor(json, name, dataBytes);
                }
            }
            if (json.nextToken() != null) {
                throw new JsonParseException(json, "something follows the header's object");
            }
        }
        header.entries.sort(Comparator.comparingInt(TensorEntry::offset));
        header.requireExactCover(dataBytes);
        return header;
    }

    private void readMetadata(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            expect(json, json.nextToken(), JsonToken.VALUE_STRING, "metadata " + key);
            metadata.put(key, json.getText());
            if (metadata.size() > MAX_METADATA) {
                throw new IOException("more than " + MAX_METADATA + " metadata");
            }
        }
    }

    private void readTensor(JsonParser json, String name, long dataBytes) throws IOException {
        String type = null;
        List<Long> dimensions = null;
        List<Long> offsets = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String key = json.currentName();
            JsonToken value = json.nextToken();
            switch (key) {
                case "dtype" -> {
                    expect(json, value, JsonToken.VALUE_STRING, name + "." + key);
                    type = json.getText();
                }
                case "shape" -> dimensions = readNumbers(json, name + "." + key, MAX_RANK);
                case "data_offsets" -> offsets = readNumbers(json, name + "." + key, 2);
                default -> throw new IOException("tensor " + name + " has an unknown key: " + key);
            }
        }
        if (type == null || dimensions == null || offsets == null || offsets.size() != 2) {
            throw new IOException("tensor " + name + " lacks its dtype, shape or two data_offsets");
        }
        if (!type.equals(FLOAT32)) {
            throw new IOException("tensor " + name + " holds " + type + "; only " + FLOAT32 + " can be read");
        }
        entries.add(entry(name, dimensions, offsets.getFirst(), offsets.getLast(), dataBytes));
        if (entries.size() > MAX_TENSORS) {
            throw new IOException("more than " + MAX_TENSORS + " tensors");
        }
    }

    private static TensorEntry entry(String name, List<Long> dimensions, long begin, long end, long dataBytes)
            throws IOException {
        if (begin < 0 || end < begin || end > dataBytes || begin % Float.BYTES != 0) {
            throw new IOException("tensor " + name + " has data_offsets [" + begin + ", " + end + ") in a file with "
                    + dataBytes + " bytes of data");
        }
        Shape shape;
        try {
            shape = new Shape(dimensions.stream().map(Math::toIntExact).toList());
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new IOException("tensor " + name + " has shape " + dimensions + ": " + e.getMessage(), e);
        }
        if (end - begin != (long) shape.size() * Float.BYTES) {
            throw new IOException(
                    "tensor " + name + " of shape " + shape + " has data_offsets [" + begin + ", " + end + ")");
        }
        return new TensorEntry(name, shape, Math.toIntExact(begin / Float.BYTES));
    }

    private static List<Long> readNumbers(JsonParser json, String where, int most) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_ARRAY, where);
        List<Long> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            expect(json, json.currentToken(), JsonToken.VALUE_NUMBER_INT, where);
            numbers.add(json.getLongValue());
            if (numbers.size() > most) {
                throw new IOException(where + " has more than " + most + " numbers");
            }
        }
        return numbers;
    }

    private void requireExactCover(long dataBytes) throws IOException {
        long end = 0;
        String before = "the start";
        for (TensorEntry entry : entries) {
            if (entry.offset() != end) {
                throw new IOException(
                        (entry.offset() < end ? "tensors overlap" : "there is a gap") + " between " + before
                                + " and " + entry.name());
            }
            end = entry.end();
            before = entry.name();
        }
        if (end * Float.BYTES != dataBytes) {
            throw new IOException("tensors take " + end * Float.BYTES + " bytes, the file has " + dataBytes);
        }
    }

    private static void expect(JsonParser json, JsonToken found, JsonToken wanted, String where) throws IOException {
        if (found != wanted) {
            throw new JsonParseException(json, where + " should be " + wanted + ", found " + found);
        }
    }
}
