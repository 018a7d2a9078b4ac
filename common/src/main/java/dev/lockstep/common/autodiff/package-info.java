/**
 * Reverse-mode differentiation: a tape records operations and their results, a backward pass walks it from the last to the
 * first and gives every parameter its gradient. Each operation is a record that states its pullback beside its own
 * arithmetic. Only a scalar may be differentiated. May import {@code tensor}, {@code reduce},
 * {@code kernel} and {@code trace}.
 *
 * <pre>
 *   Tape     x --Dense--> h --Dense--> logits --CrossEntropy--> losses --Sum--> scalar      records
 *   Pass     x <--pull--- dh <--pull-- dlogits <-----pull----- dlosses <-pull--- 1          walks
 *                   |            |
 *                dW, db       dW, db    uses of a parameter, evaluated shard by shard when its last one is known
 * </pre>
 */
package dev.lockstep.common.autodiff;
