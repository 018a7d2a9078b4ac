/**
 * What can go wrong in a simulated run, one kind a file. A fault draws from a seed of its own, so that one does not change
 * when the others happen, and counts: a test shows that each happened.
 */
package dev.lockstep.deploy.simulation.fault;
