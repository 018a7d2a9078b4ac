/**
 * Where a step's time goes: spans that threads note while they work, and the file that shows them. Imports nothing of ours.
 * Nothing reads a span back, so no bit depends on it.
 */
package dev.lockstep.common.trace;
