/**
 * The peer: the networks of the comparison trained by libtorch, in one process, or in several that reduce gradients over
 * Gloo. It knows nothing of Lockstep, and shares with it the data, the batch and the optimizer alone.
 */
package dev.lockstep.bench.libtorch;
