/**
 * Files that hold parameters: safetensors, written so that a reader finds the old file or the new one, never a mixture;
 * and the hash of parameters. A file from elsewhere is not trusted: every number in it is checked before it is used. May
 * import {@code tensor} and {@code nn}'s {@link dev.lockstep.common.nn.ParameterLayout}.
 */
package dev.lockstep.common.checkpoint;
