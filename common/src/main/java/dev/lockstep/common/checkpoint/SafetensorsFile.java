package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A safetensors file of float32 tensors (github.com/huggingface/safetensors, "Format"):
 *
 * <pre>
 *   bytes   0            8                     8 + n                    end
 *           +------------+---------------------+------------------------+
 *           | n, 64 bits | header: JSON, then  | float32, little-endian |
 *           | little-end.| spaces              |                        |
 *           +------------+---------------------+------------------------+
 *                                              ^ data_offsets count from here; 8 + n is a multiple of 8
 * </pre>
 *
 * The same tensors and metadata give the same bytes.
 *
 * @param metadata what the file says of itself; values are strings
 * @param entries  the tensors, by offset, without gaps
 * @param values   the flat vector that they lie in
 */
public record SafetensorsFile(SortedMap<String, String> metadata, List<TensorEntry> entries, Storage values) {

    /** Longest header that is read. */
    public static final int MAX_HEADER_BYTES = 1 << 24;

    public SafetensorsFile {
        metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
        entries = List.copyOf(entries);
        long end = 0;
        for (TensorEntry entry : entries) {
            if (entry.offset() != end) {
                throw new IllegalArgumentException(entry.name() + " starts at " + entry.offset() + ", not at " + end);
            }
            end = entry.end();
        }
        if (end != values.length()) {
            throw new IllegalArgumentException("tensors end at " + end + " of " + values.length() + " floats");
        }
    }

    /** Writes the whole file or nothing. */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, channel -> writeTo(channel, metadata, entries, List.of(values)));
    }

    /** @param parts the values, one after the other; together as long as the entries */
    static void writeTo(WritableByteChannel channel, SortedMap<String, String> metadata, List<TensorEntry> entries,
            List<Storage> parts) throws IOException {
        byte[] header = SafetensorsHeader.write(entries, metadata);
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header).flip();
        AtomicFile.writeFully(channel, start);
        for (Storage part : parts) {
            FloatBytes.write(part, bytes -> AtomicFile.writeFully(channel, bytes));
        }
    }

    /**
     * Reads a file, not trusting it.
     *
     * @throws DamagedFileException if it is not a whole safetensors file of float32 tensors
     * @throws IOException          if it cannot be read
     */
    public static SafetensorsFile read(Path file) throws IOException {
        try (ReadableByteChannel channel = Disk.REAL.open(file)) {
            return read(file, channel, Disk.REAL.sizeBytes(file));
        }
    }

    /** The tensors of a file, whose values are not read. */
    public static List<TensorEntry> readEntries(Path file) throws IOException {
        try (ReadableByteChannel channel = Disk.REAL.open(file)) {
            return readHeader(file, channel, Disk.REAL.sizeBytes(file)).entries();
        }
    }

    /** @param channel gives the file's bytes from the first on */
    static SafetensorsFile read(Path file, ReadableByteChannel channel, long fileBytes) throws IOException {
        SafetensorsHeader header = readHeader(file, channel, fileBytes);
        long floats = header.entries().isEmpty() ? 0 : header.entries().getLast().end();
        if (floats > Integer.MAX_VALUE - Long.BYTES) {
            throw new DamagedFileException(file, "it holds " + floats + " floats, more than one vector can");
        }
        Storage values = Storage.allocate((int) floats);
        FloatBytes.read(channel, values);
        return new SafetensorsFile(header.metadata(), header.entries(), values);
    }

    private static SafetensorsHeader readHeader(Path file, ReadableByteChannel channel, long fileBytes)
            throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (fileBytes < Long.BYTES) {
            throw new DamagedFileException(file, "not a safetensors file: it has only " + fileBytes + " bytes");
        }
        FloatBytes.readFully(channel, length);
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > Math.min(MAX_HEADER_BYTES, fileBytes - Long.BYTES)) {
            throw new DamagedFileException(file, "not a safetensors file, or truncated: its header would have "
                    + Long.toUnsignedString(headerBytes) + " bytes, the file has " + fileBytes);
        }
        ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
        FloatBytes.readFully(channel, header);
        return parse(file, header.array(), fileBytes - Long.BYTES - headerBytes);
    }

    private static SafetensorsHeader parse(Path file, byte[] header, long dataBytes) throws DamagedFileException {
        try {
            return SafetensorsHeader.read(header, dataBytes);
        } catch (IOException e) {
            String firstLine = e.getMessage().lines().findFirst().orElse("");
            DamagedFileException damaged = new DamagedFileException(file, "damaged header: " + firstLine);
            damaged.initCause(e);
            throw damaged;
        }
    }
}
