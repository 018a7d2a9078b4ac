/**
 * Whole runs in one thread, from one seed: the real state machines of coordinator and worker, the real sums and parameters,
 * with a simulated clock, network and disk between and below them. Faults of every kind happen at random or, for every
 * effect of a small job in turn, a death before and after it; checkers look on after every event.
 *
 * <pre>
 *                       Schedule (a seed)          Fault ... Fault
 *                            |                        |
 *   Trial ── Simulation ── SimClock, SimNetwork ── SimWorld
 *               |                  | Pipe
 *               |   SimCoordinator + SimHub  <── SimLink ──>  SimWorker + SimComputation
 *               |        | CoordinatorProtocol, StepRunner        | WorkerProtocol
 *            Checks ── Checker ... against the Reference
 * </pre>
 *
 * A failure says the seed, the command that runs it again ({@code ReplayTest}), and where its transcript is.
 */
package dev.lockstep.deploy.simulation;
