/**
 * What crosses between coordinator and workers. The <em>bulk plane</em> moves partials up and parameters down behind two
 * small ports, {@link dev.lockstep.common.wire.BulkHub} and {@link dev.lockstep.common.wire.BulkLink}, each with a Netty
 * implementation and an in-memory twin that pass one contract. The <em>control plane</em> is Akka: here live the
 * serializer of its messages and the settings of its actor systems. May import {@code tensor}, {@code reduce},
 * {@code kernel} (sums and copies of bfloat16) and {@code proto}.
 *
 * <pre>
 *   worker                                                                  coordinator
 *   BulkLink -&gt; Outbox -&gt; FrameWriter ~~~~ SCALARS, GRADIENT ~~~~&gt; FrameDecoder -&gt; GradientAssembler -&gt; BulkHub
 *   BulkLink &lt;- ParameterMirror &lt;- FrameDecoder &lt;~~~~ PARAMETERS ~~~~ FrameWriter &lt;------------------- BulkHub
 *
 *   a link:  connecting -&gt; HELLO sent -&gt; ACCEPT: opened -&gt; parameters, ... -&gt; closed (told once, with the reason)
 *                 |             |                                                ^
 *                 +-------------+------ CLOSE, bad frame, deadline, -------------+
 *                                       broken connection, close()
 * </pre>
 *
 * {@link dev.lockstep.common.wire.FrameHeader} draws the bytes, {@link dev.lockstep.common.wire.ChunkGrid} says where a
 * block is cut, {@link dev.lockstep.common.wire.FrameLimits} what is refused before anything is allocated.
 */
package dev.lockstep.common.wire;
