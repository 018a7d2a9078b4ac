/**
 * The job: what is trained, on what, how, and until when. A HOCON file becomes a validated {@link
 * dev.lockstep.common.job.Job}; all its faults are told at once. May import {@code tensor} only.
 */
package dev.lockstep.common.job;
