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

    /** @throws java.nio.file.NoSuchFileException if there is no such file */
    public JournalReader(Disk disk, Path file) throws IOException {
        this.channel = disk.open(file);
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

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Gathers a line that is ended; of one that is too long only the beginning. */
    private boolean nextLine() throws IOException {
        line.reset();
        while (true) {
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
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
