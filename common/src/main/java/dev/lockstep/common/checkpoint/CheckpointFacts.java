package dev.lockstep.common.checkpoint;

import java.time.Instant;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a checkpoint comes from, and where its run stands.
 *
 * @param run               names the run, the same in all its terms
 * @param term              that wrote it
 * @param job               the job's name
 * @param jobSha256         of what must not change when the run goes on
 * @param release           of the program
 * @param seed              of the job
 * @param dataSha256        of the examples
 * @param step              committed steps: the version of the parameters
 * @param epoch             completed passes over the data
 * @param examplesIntoEpoch examples of the open epoch that are done
 * @param evaluated         whether what is to be evaluated at this version has been
 * @param validationLoss    of this version, if it was evaluated
 * @param memory            what else the course of training must remember, by name; kept exactly, infinities and NaN too
 * @param written           when
 */
public record CheckpointFacts(
        String run,
        int term,
        String job,
        String jobSha256,
        String release,
        long seed,
        String dataSha256,
        long step,
        long epoch,
        long examplesIntoEpoch,
        boolean evaluated,
        OptionalDouble validationLoss,
        SortedMap<String, Double> memory,
        Instant written) {

    public CheckpointFacts {
        if (term < 1 || step < 0 || epoch < 0 || examplesIntoEpoch < 0) {
            throw new IllegalArgumentException("term %d, step %d, epoch %d, %d examples into it".formatted(term, step,
                    epoch, examplesIntoEpoch));
        }
        memory = Collections.unmodifiableSortedMap(new TreeMap<>(memory));
    }
}
