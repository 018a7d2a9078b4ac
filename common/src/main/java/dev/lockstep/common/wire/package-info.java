/**
 * What crosses between coordinator and workers. The <em>bulk plane</em> moves partials up and parameters down behind two
 * small ports, {@link dev.lockstep.common.wire.BulkHub} and {@link dev.lockstep.common.wire.BulkLink}, each with a Netty
 * implementation and an in-memory twin that pass one contract. The <em>control plane</em> is Akka: here live the
 * serializer of its messages and the settings of its actor systems. May import {@code tensor}, {@code reduce} and {@code
 * proto}.
 */
package dev.lockstep.common.wire;
