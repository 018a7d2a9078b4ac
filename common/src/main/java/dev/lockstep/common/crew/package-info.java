/**
 * The threads that compute in a process, and how work passes between them without waking anybody: who makes work goes on
 * with it, who is awake helps, and only who sleeps is woken. May import {@code trace}.
 *
 * <pre>
 *   slot 0 ──┐  own tasks (a pass)        ┌── first its own tasks,
 *   slot 1 ──┼── shared tasks (a block) ──┤   then shared ones,
 *   spare  ──┘                            └── then what it left for a quiet moment; at last it spins a little, and sleeps
 * </pre>
 *
 * Nothing here decides what is computed or in which order a sum runs, so no bit depends on it.
 */
package dev.lockstep.common.crew;
