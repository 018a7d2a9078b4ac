/**
 * What is known about a run, and its folder: each term's journal with a line per step and evaluation, {@code summary.json}
 * and the final model at the end; and what earlier terms have left there. No Akka. May import {@code protocol}, {@code
 * parameters} and {@code common}.
 */
package dev.lockstep.coordinator.status;
