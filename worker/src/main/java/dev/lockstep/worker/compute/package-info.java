/**
 * Range in, partials out: the slots of a worker, what they compute for a step or an evaluation, and the known-answer test
 * by which a worker proves itself. May import everything of {@code common} but {@code checkpoint}; no Akka, no Netty.
 *
 * <p>A worker's range is split over its slots; each gathers its rows and runs a {@link dev.lockstep.common.nn.RangePass}. What
 * the slots yield meets in a completion per block, so that the worker sends one partial per maximal aligned subtree of
 * <em>its</em> range, however many slots it has.
 */
package dev.lockstep.worker.compute;
