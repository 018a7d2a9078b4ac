package dev.lockstep.common.checkpoint;

import java.time.Instant;

/**
 * One life of a run's coordinator.
 *
 * @param term      1 for a run's first, rising
 * @param run       names the run, the same in all its terms
 * @param host      of the holder
 * @param processId of the holder
 * @param claimed   when
 */
public record TermClaim(int term, String run, String host, long processId, Instant claimed) {}
