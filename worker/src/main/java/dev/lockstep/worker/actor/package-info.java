/**
 * The thin actor around {@link dev.lockstep.worker.protocol}: messages become events, effects become sends, timers and
 * work for {@link dev.lockstep.worker.compute}. May import everything below it, and Akka.
 */
package dev.lockstep.worker.actor;
