package dev.lockstep.common.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small data files for tests. */
final class DataFiles {

    private DataFiles() {}

    static Path gzip(Path file, byte[] content) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(content);
        }
        return file;
    }

    static byte[] images(int count, int rows, int columns, int... pixels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(16).putInt(2051).putInt(count).putInt(rows).putInt(columns).array());
        for (int pixel : pixels) {
            out.write(pixel);
        }
        return out.toByteArray();
    }

    static byte[] labels(int count, int... labels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8).putInt(2049).putInt(count).array());
        for (int label : labels) {
            out.write(label);
        }
        return out.toByteArray();
    }

    static float[] features(Examples examples, int example) {
        float[] features = new float[examples.shape().size()];
        examples.copyFeatures(example, features, 0);
        return features;
    }

    static float[] targets(Examples examples, int example) {
        float[] targets = new float[examples.targets()];
        examples.copyTargets(example, targets, 0);
        return targets;
    }
}
