/**
 * The training protocol, coordinator's side, as a pure state machine: {@link
 * dev.lockstep.coordinator.protocol.CoordinatorProtocol} takes an event and the time and returns effects. No Akka, Netty,
 * files, threads, clocks or randomness. May import {@code common}'s reduce and job, the version of the control messages, and {@code proto}'s enums.
 *
 * <pre>
 *   Gathering --expected workers usable--> Training --epoch or run ends--> Evaluating
 *      |  deadline, stop                     |   ^  \                       |   |
 *      |                                     |   |   \__next step           |   |
 *      |                                     |   +-------more epochs--------+   |
 *      |         lost, diverged, stopped     v                                  | last evaluation done
 *      +--------------------------------> Finishing <---------------------------+
 *                                            |  files written
 *                                            v
 *                                          Ended
 * </pre>
 */
package dev.lockstep.coordinator.protocol;
