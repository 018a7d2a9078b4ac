/**
 * Static loops over arrays and offsets, each with one defined order of operations, written down where it is. May import
 * {@code tensor} and {@code reduce} only.
 *
 * <p>All arrays are row-major; rows are examples; images are channel-first. Lanes run across outputs, never along a
 * sum; a sum inside a row runs in 16 fixed virtual lanes and then a fixed tree
 * ({@link dev.lockstep.common.kernel.RowSums}).
 */
package dev.lockstep.common.kernel;
