/**
 * Optimizers, one file each, learning-rate schedules, clipping by global norm. Optimizers run element by element over
 * slices of the flat parameter vector, so that any cut into blocks gives the same bits; the order of roundings is written
 * at each. May import {@code tensor}, {@code reduce} and {@code job}.
 */
package dev.lockstep.common.optim;
