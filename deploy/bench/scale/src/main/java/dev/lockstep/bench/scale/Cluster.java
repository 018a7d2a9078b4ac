package dev.lockstep.bench.scale;

/**
 * What workers run on.
 *
 * @param isOneMachine   whether all processes share the cores of one machine; else each has a machine
 * @param cores          of a machine
 * @param slots          of a worker
 * @param bytesPerS      of each network card, each way at once; infinite for none
 * @param exchange       what floats travel by, apart from the network card
 */
record Cluster(boolean isOneMachine, int cores, int slots, double bytesPerS, Constants.Exchange exchange) {

    private static final double BITS_PER_BYTE = 8;
    /** Of a full Ethernet frame of 1,538 bytes on the wire, TCP with time stamps carries 1,448. */
    private static final double PAYLOAD = 1_448.0 / 1_538;

    /** Processes on the machine that the constants are from, which share memory. */
    static Cluster processes(Constants constants) {
        return new Cluster(true, constants.cores(), 1, Double.POSITIVE_INFINITY, constants.shared());
    }

    /** Namespaces on that machine, with links of so many bits a second. */
    static Cluster namespaces(Constants constants, double bitsPerS) {
        return new Cluster(true, constants.cores(), 1, payload(bitsPerS), constants.tcp());
    }

    /** A machine for each worker, and one for the coordinator. */
    static Cluster machines(Constants constants, int cores, double bitsPerS) {
        return new Cluster(false, cores, cores, payload(bitsPerS), constants.tcp());
    }

    private static double payload(double bitsPerS) {
        return bitsPerS / BITS_PER_BYTE * PAYLOAD;
    }
}
