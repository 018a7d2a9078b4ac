package dev.lockstep.common.job;

/**
 * One thing that is wrong in a job file, told in a line such as {@code digits.conf:9: batch: found -5, needs an integer of
 * at least 1}.
 *
 * @param source     the file, or {@code --set key=value}
 * @param line       1-based line of the file; 0 where there is none
 * @param key        full key, such as {@code optimizer.learning-rate}; empty for the file as a whole
 * @param found      what was found there
 * @param allowed    what is needed instead; may be empty
 * @param suggestion what to do; may be empty
 */
public record Fault(String source, int line, String key, String found, String allowed, String suggestion) {

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append(found);
        if (!allowed.isEmpty()) {
            text.append(", ").append(allowed);
        }
        if (!suggestion.isEmpty()) {
            text.append("; ").append(suggestion);
        }
        return text.toString();
    }
}
