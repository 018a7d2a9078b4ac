/**
 * What is known about a run, and its folder: a line of {@code metrics.jsonl} per step and evaluation, {@code
 * summary.json} and the final model at the end. No Akka. May import {@code protocol}, {@code parameters} and {@code common}.
 */
package dev.lockstep.coordinator.status;
