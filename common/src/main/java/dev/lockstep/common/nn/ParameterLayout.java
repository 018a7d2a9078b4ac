package dev.lockstep.common.nn;

import dev.lockstep.common.autodiff.Parameter;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Shape;
import java.util.List;

/**
 * Where every trained tensor lies in ONE flat vector: without gaps, in order of layers, weights before biases.
 *
 * @param total floats in all
 */
public record ParameterLayout(List<Entry> entries, int total) {

    /** A tensor and its name: {@code dense1.weight}. */
    public record Entry(String name, Parameter parameter) {

        public Shape shape() {
            return parameter.shape();
        }

        /** Of the first element in the flat vector. */
        public int offset() {
            return parameter.offset();
        }

        public int size() {
            return parameter.size();
        }
    }

    /** The blocks that coordinator and workers both cut these parameters into. */
    public BlockLayout blocks() {
        return BlockLayout.of(entries.stream().mapToInt(Entry::size).toArray());
    }

    public ParameterLayout {
        entries = List.copyOf(entries);
        int end = 0;
        for (Entry entry : entries) {
            if (entry.offset() != end) {
                throw new IllegalArgumentException(entry.name() + " starts at " + entry.offset() + ", not at " + end);
            }
            end += entry.size();
        }
        if (end != total) {
            throw new IllegalArgumentException("entries end at " + end + ", not at " + total);
        }
    }
}
