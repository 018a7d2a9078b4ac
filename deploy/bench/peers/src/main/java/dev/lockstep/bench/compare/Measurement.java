package dev.lockstep.bench.compare;

/**
 * What one run of a row on a network showed.
 *
 * @param medianMs   of the measured steps
 * @param lastLoss   mean loss of the last steps
 * @param peakMemoryMib: the most that each process had resident, of all its processes together; what they share
 *                   counts for each
 */
record Measurement(double medianMs, double lastLoss, double peakMemoryMib, long parameters, String version) {}
