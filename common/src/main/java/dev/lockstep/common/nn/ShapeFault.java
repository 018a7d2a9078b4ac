package dev.lockstep.common.nn;

import java.util.List;
import java.util.stream.Collectors;

/** A model whose layers do not fit each other, the data or the loss: a user's fault, with what to do. */
public final class ShapeFault extends Exception {

    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    /**
     * What is wrong with one layer.
     *
     * @param layer   its place in {@code model}, from 0 on
     * @param message names the layer, what it got and what it needs
     */
    public record Fault(int layer, String message) {}

    ShapeFault(List<Fault> faults) {
        super(faults.stream().map(Fault::message).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    /** All of them, in order of layers. */
    public List<Fault> faults() {
        return faults;
    }
}
