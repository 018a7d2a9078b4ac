/**
 * Memory that a coordinator's process shares with worker processes on its host: a file in the host's memory, mapped by both.
 * Partials go up through a ring for each worker, parameters come down through one file for all. What lies here is read only
 * after a frame has told so, which is sent when the writing is done: so nothing half-written is ever read, whoever dies.
 * May import {@code tensor}, {@code reduce} and {@code kernel}.
 *
 * <pre>
 *   worker                                                             coordinator
 *   PartialWriter  -&gt; ring of this worker  (a file, nameless when both have it)  -&gt; PartialReader
 *   ParametersReader &lt;- two versions       (a file, for all workers of the host) &lt;- ParametersWriter
 * </pre>
 */
package dev.lockstep.common.wire.shared;
