package dev.lockstep.common.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Opens data files. Gzip is recognised by its first two bytes, whatever a file is called. */
final class Content {

    static final int BUFFER_BYTES = 1 << 16;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    /** Deflate cannot shrink anything further. */
    private static final long MAX_RATIO = 1032;
    private static final int IDX_MARK_BYTES = 4;

    private Content() {}

    /** The decoded bytes; the stream can be marked and reset over its first bytes. */
    static BufferedInputStream open(Path file) throws DataFault {
        if (!Files.exists(file)) {
            throw new DataFault(file + ": no such file");
        }
        if (Files.isDirectory(file)) {
            throw new DataFault(file + ": is a folder, a file is needed");
        }
        if (!Files.isReadable(file)) {
            throw new DataFault(file + ": cannot be read: permission denied");
        }
        try {
            return new BufferedInputStream(decoded(file), BUFFER_BYTES);
        } catch (IOException failed) {
            throw unreadable(file, failed);
        }
    }

    private static InputStream decoded(Path file) throws IOException {
        BufferedInputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            raw.mark(2);
            boolean isGzip = raw.read() == GZIP_FIRST && raw.read() == GZIP_SECOND;
            raw.reset();
            return isGzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
        } catch (IOException failed) {
            raw.close();
            throw failed;
        }
    }

    /** Whether the decoded bytes start as IDX files do: two zero bytes, a type, a number of dimensions. No text does. */
    static boolean isIdx(Path file) throws DataFault {
        try (BufferedInputStream in = open(file)) {
            byte[] start = in.readNBytes(IDX_MARK_BYTES);
            return start.length == IDX_MARK_BYTES && start[0] == 0 && start[1] == 0;
        } catch (IOException failed) {
            throw unreadable(file, failed);
        }
    }

    /** The most bytes that a file can hold once decoded: what a header announces is held against it before allocation. */
    static long mostDecodedBytes(Path file) throws DataFault {
        try {
            return Math.multiplyExact(Files.size(file) + 1, MAX_RATIO);
        } catch (IOException failed) {
            throw unreadable(file, failed);
        }
    }

    static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static DataFault unreadable(Path file, IOException failed) {
        return switch (failed) {
            case EOFException end -> new DataFault(file + ": truncated: the compressed data end too early");
            case ZipException damaged -> new DataFault(file + ": damaged: " + damaged.getMessage());
            default -> new DataFault(file + ": cannot be read: " + failed.getMessage());
        };
    }
}
