package dev.lockstep.bench.kernels;

/** A piece of work that training needs. Its text, by which rows are chosen, says how large it is and where it occurs. */
public sealed interface Shape permits ProductShape, ConvolutionShape {

    /** Useful operations: two for each link of each chain; what a kernel fills up to whole tiles does not count. */
    double flops();

    /** The work with its operands, ready to be timed. */
    Sides sides();
}
