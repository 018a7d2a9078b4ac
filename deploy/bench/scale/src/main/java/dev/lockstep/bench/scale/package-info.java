/**
 * The model of a step's time, and what it says. {@link dev.lockstep.bench.scale.StepModel} is the model, from a
 * {@link dev.lockstep.bench.scale.Network}, measured {@link dev.lockstep.bench.scale.Constants} and a
 * {@link dev.lockstep.bench.scale.Topology}; {@link dev.lockstep.bench.scale.Scale} is the command.
 * {@link dev.lockstep.bench.scale.Calibration} measures the constants with one worker,
 * {@link dev.lockstep.bench.scale.Checks} compares predictions with runs of more, and
 * {@link dev.lockstep.bench.scale.Plot} goes on to 1,000.
 */
package dev.lockstep.bench.scale;
