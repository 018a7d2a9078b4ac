/**
 * The comparison: runs Lockstep, by its own command, and its peers alternately on the same networks, and tells medians,
 * ratios and which of the project's targets they reach. {@link dev.lockstep.bench.compare.Bench} is the beginning;
 * {@link dev.lockstep.bench.compare.Rows} says who runs, {@link dev.lockstep.bench.compare.Claims} what is wanted.
 */
package dev.lockstep.bench.compare;
