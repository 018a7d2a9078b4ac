/**
 * The worker's side of the training protocol as a pure state machine: {@link dev.lockstep.worker.protocol.Event events} in,
 * {@link dev.lockstep.worker.protocol.Effect effects} out, time as an argument. No actors, sockets, files, clocks or
 * threads. May import {@code reduce} and {@code proto}.
 *
 * <pre>
 *            welcome            prepared             finish
 *  Greeting --------> Preparing --------> Serving ----------> Ended
 *     |                   |                  | link ends        ^
 *     |                   |                  v      finish,     |
 *     |                   |               Adrift -- or 1 s -----+
 *     |                   |   says that it leaves, or failed    |
 *     |                   +---------------> Parting -- 0.5 s ---+
 *     +------ refused or stopped ------- refused, silence ------+
 * </pre>
 *
 * <p>A protocol is one life. One that loses its coordinator ends with {@code Rejoin}, and the next life begins with {@code
 * Greeting}.
 */
package dev.lockstep.worker.protocol;
