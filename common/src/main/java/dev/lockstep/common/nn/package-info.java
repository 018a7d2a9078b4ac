/**
 * Networks: layers with inferred shapes, losses, initialisers, the layout of one flat parameter vector, and the pass over
 * a range that a slot runs. May import {@code autodiff}, {@code kernel}, {@code reduce}, {@code tensor} and {@code job}.
 */
package dev.lockstep.common.nn;
