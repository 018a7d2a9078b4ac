package dev.lockstep.coordinator.protocol;

/**
 * Where a run stands at a checkpoint.
 *
 * @param version   committed
 * @param evaluated what is to be evaluated at this version has been
 */
public record CheckpointMark(long version, boolean evaluated, CourseMemory memory) {}
