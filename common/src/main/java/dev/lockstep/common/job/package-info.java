/**
 * The job: what is trained, on what, how, and until when. A HOCON file becomes a validated {@link
 * dev.lockstep.common.job.Job}; all its faults are told at once. May import {@code
 * reduce} only, for the largest tree.
 */
package dev.lockstep.common.job;
