/**
 * Parameters and how they advance: the tree is completed block by block, a block is stepped when its sum and the total
 * weight are there, and a version commits when all its blocks are stepped.
 *
 * <pre>
 *   partials of step t ──> StepReduction ──> sum of block b ──┐
 *                                                             ├──> ParameterStore.step(b) ──> version t+1 of block b
 *   total weight (loss is finite), norm for clipping ─────────┘         all blocks ──> commit
 * </pre>
 *
 * Audited partials pass {@link dev.lockstep.coordinator.parameters.Confirmation} first. {@link
 * dev.lockstep.coordinator.parameters.StepRunner} joins these on an executor. May import {@code common}'s tensor,
 * reduce, optim, job and the records of wire; no Akka, no Netty.
 */
package dev.lockstep.coordinator.parameters;
