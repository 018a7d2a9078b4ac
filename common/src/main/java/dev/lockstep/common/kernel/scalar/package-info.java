/**
 * The scalar twin: plain loops with the same bits as the vector twin, and its reference in tests. Imports nothing of
 * ours.
 */
package dev.lockstep.common.kernel.scalar;
