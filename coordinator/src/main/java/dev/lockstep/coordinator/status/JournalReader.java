package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads {@code metrics.jsonl} line by line. What is no whole line is passed over: the last one, torn when a coordinator
 * died, or garbage.
 */
public final class JournalReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    /** Digests of 100,000 blocks. */
    private static final int MAX_LINE_BYTES = 1 << 20;

    private final ReadableByteChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long lineStart;
    /** Where the line after this one begins. */
    private long lineEnd;

    /** @throws java.nio.file.NoSuchFileException if there is no such file */
    public JournalReader(Disk disk, Path file) throws IOException {
        this(disk, file, 0);
    }

    /** @param fromByte where a line begins */
    JournalReader(Disk disk, Path file, long fromByte) throws IOException {
        this.channel = disk.open(file, fromByte);
        this.lineEnd = fromByte;
    }

    /** Empty at the end. */
    public Optional<JournalLine> next() throws IOException {
        while (nextLine()) {
            Optional<JournalLine> parsed = line.size() > MAX_LINE_BYTES
                    ? Optional.empty()
                    : JournalLine.parse(line.toString(StandardCharsets.UTF_8));
            if (parsed.isPresent()) {
                return parsed;
            }
        }
        return Optional.empty();
    }

    /** The byte in the file at which the line begins that came last. */
    long lineStart() {
        return lineStart;
    }

    /** The byte after the end of the last whole line that was read or passed over. */
    long lineEnd() {
        return lineEnd;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Gathers a line that is ended; of one that is too long only the beginning.
     *
     * @return whether there was one
     */
    boolean nextLine() throws IOException {
        line.reset();
        lineStart = lineEnd;
        long bytes = 0;
        while (true) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                bytes++;
                if (next == '\n') {
                    lineEnd = lineStart + bytes;
                    return true;
                }
                if (line.size() <= MAX_LINE_BYTES) {
                    line.write(next);
                }
            }
            int read = channel.read(buffer.clear());
            buffer.flip();
            if (read < 0) {
                return false;
            }
        }
    }
}
