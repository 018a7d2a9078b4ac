package dev.lockstep.bench.scale;

import java.util.Map;

/**
 * What was measured with one worker.
 *
 * @param machine       what it was measured on, in words
 * @param cores         of that machine
 * @param passes        by the network's name
 * @param shared        exchange between processes through shared memory
 * @param tcp           exchange between processes through TCP, both ends on this machine
 * @param addSPerByte   addition of two partials, per byte of one
 * @param stepSPerByte  the optimizer, SGD with momentum, per byte of parameters
 */
record Constants(String machine, int cores, Map<String, Pass> passes, Exchange shared, Exchange tcp, double addSPerByte,
        double stepSPerByte) {

    /**
     * Forward and backward by one slot: {@code fixedS + examples * exampleS}.
     *
     * @param fixedS what a pass costs whatever its examples, such as reading weights
     */
    record Pass(double fixedS, double exampleS) {

        double ofS(double examples) {
            return fixedS + examples * exampleS;
        }
    }

    /**
     * A gradient's way to where it is summed and the parameters' way back: {@code fixedS + bytes * sPerByte}.
     *
     * @param fixedS two hops: messages, system calls, threads that wake
     */
    record Exchange(double fixedS, double sPerByte) {}

    Pass pass(Network network) {
        Pass pass = passes.get(network.name());
        if (pass == null) {
            throw new ScaleFault("the constants lack the network " + network.name());
        }
        return pass;
    }
}
