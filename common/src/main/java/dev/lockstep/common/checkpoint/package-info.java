/**
 * Files that hold what a run must not lose, written so that a reader finds the old or the new, never a mixture: models and
 * checkpoints as safetensors, manifests that make checkpoints whole, claims of terms; and the hash and the digest of
 * parameters. All of it goes through {@link dev.lockstep.common.checkpoint.Disk}, so that a simulation can take its place. A
 * file from elsewhere is not trusted: every number in it is checked before it is used. May import {@code tensor} and
 * {@code nn}'s {@link dev.lockstep.common.nn.ParameterLayout}.
 */
package dev.lockstep.common.checkpoint;
