package dev.lockstep.common.data;

import dev.lockstep.common.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/** The examples of an IDX file of images, with or without the file of their labels. */
final class IdxExamples implements ExampleStream {

    /**
     * How IDX files are to be read.
     *
     * @param rule  what labels must be
     * @param shape of an example; empty for 1 x rows x columns
     */
    record Reading(Optional<TargetRule> rule, double scale, Optional<Shape> shape) {}

    private final Path imagesFile;
    private final Optional<Path> labelsFile;
    private final Reading reading;
    private final InputStream images;
    private final Optional<InputStream> labels;
    private IdxHeader header;
    private Shape shape;
    private int done;

    private IdxExamples(Path imagesFile, Optional<Path> labelsFile, Reading reading) throws DataFault {
        this.imagesFile = imagesFile;
        this.labelsFile = labelsFile;
        this.reading = reading;
        this.images = Content.open(imagesFile);
        try {
            this.labels = labelsFile.isPresent() ? Optional.of(Content.open(labelsFile.get())) : Optional.empty();
        } catch (DataFault fault) {
            Content.close(images);
            throw fault;
        }
    }

    static IdxExamples open(Path imagesFile, Optional<Path> labelsFile, Reading reading) throws DataFault {
        IdxExamples examples = new IdxExamples(imagesFile, labelsFile, reading);
        boolean isOpen = false;
        try {
            examples.readHeaders();
            isOpen = true;
            return examples;
        } finally {
            if (!isOpen) {
                examples.close();
            }
        }
    }

    private void readHeaders() throws DataFault {
        header = IdxHeader.images(imagesFile, images);
        shape = reading.shape().orElse(header.shape());
        if (shape.size() != header.exampleBytes()) {
            throw new DataFault(
                    imagesFile + ": found images of " + header.rows() + " x " + header.columns() + ", needs "
                            + shape.size() + " values for the shape " + shape);
        }
        if (labels.isPresent()) {
            IdxHeader labelsHeader = IdxHeader.labels(labelsFile.orElseThrow(), labels.get());
            if (labelsHeader.count() != header.count()) {
                throw new DataFault(imagesFile + ": holds " + header.count() + " images, but "
                        + labelsFile.orElseThrow() + " " + labelsHeader.count()
                        + " labels; they do not belong together");
            }
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    int count() {
        return header.count();
    }

    @Override
    public Examples next(int maxExamples) throws DataFault {
        return read(maxExamples);
    }

    HeldExamples read(int maxExamples) throws DataFault {
        int size = Math.min(maxExamples, header.count() - done);
        byte[] raw = bytes(imagesFile, images, size, header.exampleBytes());
        HeldTargets targets = labels.isPresent() ? targets(size) : new HeldTargets.None();
        done += size;
        if (size > 0 && done == header.count()) {
            expectEnd(imagesFile, images);
            if (labels.isPresent()) {
                expectEnd(labelsFile.orElseThrow(), labels.get());
            }
        }
        return new HeldExamples(size, shape, Features.Bytes.of(raw, reading.scale()), targets);
    }

    private HeldTargets targets(int size) throws DataFault {
        TargetRule rule = reading.rule().orElseThrow();
        Path file = labelsFile.orElseThrow();
        byte[] raw = bytes(file, labels.orElseThrow(), size, 1);
        FileFaults faults = new FileFaults(file);
        int[] classes = new int[rule.isClassification() ? size : 0];
        float[] numbers = new float[rule.isClassification() ? 0 : size];
        for (int i = 0; i < size; i++) {
            int label = raw[i] & 0xff;
            if (!rule.allows(label)) {
                faults.add(done + i + 1L, "found the label " + label + ", " + rule.needs());
            } else if (rule.isClassification()) {
                classes[i] = label;
            } else {
                numbers[i] = label;
            }
        }
        faults.throwIfAny("the number after the file's name counts labels from 1");
        return rule.isClassification() ? new HeldTargets.Classes(classes) : new HeldTargets.Numbers(numbers, 1);
    }

    private byte[] bytes(Path file, InputStream in, int examples, int exampleBytes) throws DataFault {
        byte[] bytes = new byte[examples * exampleBytes];
        try {
            int read = in.readNBytes(bytes, 0, bytes.length);
            if (read < bytes.length) {
                throw new DataFault(file + ": truncated: announces " + header.count() + " examples of " + exampleBytes
                        + " bytes, holds " + (done + read / exampleBytes) + " whole ones");
            }
            return bytes;
        } catch (IOException failed) {
            throw Content.unreadable(file, failed);
        }
    }

    private void expectEnd(Path file, InputStream in) throws DataFault {
        try {
            if (in.read() >= 0) {
                throw new DataFault(file + ": holds more than the " + header.count() + " examples that it announces");
            }
        } catch (IOException failed) {
            throw Content.unreadable(file, failed);
        }
    }

    @Override
    public void close() {
        Content.close(images);
        labels.ifPresent(Content::close);
    }
}
