/**
 * The thin actor around {@link dev.lockstep.worker.protocol}: messages become events, effects become sends, timers and
 * work for {@link dev.lockstep.worker.compute}. May import everything below it, and Akka.
 *
 * <p>A {@code WorkerNode} lives one life after another: an actor in an actor system, with a name of its own, from the first
 * hello to the loss of its coordinator. {@code Lives} says where, {@code WorkerHost} keeps what outlasts them.
 */
package dev.lockstep.worker.actor;
