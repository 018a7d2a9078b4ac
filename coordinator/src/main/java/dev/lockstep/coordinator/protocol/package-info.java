/**
 * The training protocol, coordinator's side, as a pure state machine: {@link
 * dev.lockstep.coordinator.protocol.CoordinatorProtocol} takes an event and the time and returns effects. No Akka, Netty,
 * files, threads, clocks or randomness. May import {@code common}'s reduce and job, counted random numbers, the digests of its checkpoint, the version of
 * the control messages, and {@code proto}'s enums.
 *
 * <pre>
 *   Gathering --expected workers usable--> Training --epoch or run ends--> Evaluating
 *      |  deadline, stop                     |   ^  \                       |   |
 *      |                                     |   |   \__next step           |   |
 *      |                                     |   +-------more epochs--------+   |
 *      |  nobody left, diverged, stopped     v                                  | last evaluation done
 *      +--------------------------------> Finishing <---------------------------+
 *                                            |  checkpoint and files written
 *                                            v
 *                                          Ended
 * </pre>
 *
 * A reader begins with {@link dev.lockstep.coordinator.protocol.State}, {@link dev.lockstep.coordinator.protocol.Effect} and
 * the scripts beside the tests. {@code TrainingCourse} is the way from step to step. Workers: {@code Admission} lets them
 * in, {@code Watch} hears them, {@code Losses} lets them go, {@code Roster} lists them. Work: {@code Assignments} stand,
 * {@code Orders} mend, {@code Coverage} knows who owes what of an {@code OpenSum}, {@code Audience} who has which
 * parameters, {@code Audits} ask twice. {@code Checkpoints} and {@code Farewell} are what is kept, and the end.
 */
package dev.lockstep.coordinator.protocol;
