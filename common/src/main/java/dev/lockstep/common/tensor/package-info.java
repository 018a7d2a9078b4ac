/** Shapes, storage as slices of flat arrays, pooled buffers, counter-based random numbers. Imports nothing of ours. */
package dev.lockstep.common.tensor;
