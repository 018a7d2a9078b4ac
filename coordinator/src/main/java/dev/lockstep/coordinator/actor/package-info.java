/**
 * The thin actor around {@link dev.lockstep.coordinator.protocol}: messages, arrivals on the bulk plane and the clock
 * become events; effects become sends, sums and steps on the reducer's threads, and writes. {@link
 * dev.lockstep.coordinator.actor.CoordinatorNode} is how a command starts one. May import every other package of this
 * module, {@code common}, and Akka.
 */
package dev.lockstep.coordinator.actor;
