/**
 * The vector twin: the only package that may import {@code jdk.incubator.vector}. Loaded only where
 * {@link dev.lockstep.common.kernel.KernelChoice} says so.
 */
package dev.lockstep.common.kernel.vector;
