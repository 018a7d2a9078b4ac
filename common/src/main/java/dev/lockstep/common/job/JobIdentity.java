package dev.lockstep.common.job;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What of a job must stay the same when its run goes on later: all but when it ends, what is kept and written down of it, and
 * what is expected of workers.
 */
public final class JobIdentity {

    /** Keys that may change, with all that is inside them. */
    static final Set<String> FREE = Set.of("stop", "checkpoint", "workers", "metrics", "log");

    private static final String NOTHING = "nothing";

    private JobIdentity() {}

    /**
     * A key with another value than before.
     *
     * @param key     full key, such as {@code optimizer.momentum}; {@code model[2]} for a layer, counted from 0
     * @param ofRun   what the run has, as a job file writes it
     * @param ofJob   what the job has now
     */
    public record Difference(String key, String ofRun, String ofJob) {

        /** For the user. */
        @Override
        public String toString() {
            return key + ": the run has " + ofRun + ", the job now has " + ofJob;
        }
    }

    /** SHA-256, in hexadecimal, of what must not change. */
    public static String sha256(Job job) {
        StringBuilder text = new StringBuilder();
        values(job).forEach((key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** All that differs and must not, by key; empty if the run may go on with this job. */
    public static List<Difference> differences(Job ofRun, Job ofJob) {
        SortedMap<String, String> before = values(ofRun);
        SortedMap<String, String> now = values(ofJob);
        Set<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(now.keySet());
        List<Difference> differences = new ArrayList<>();
        for (String key : keys) {
            String was = before.getOrDefault(key, NOTHING);
            String is = now.getOrDefault(key, NOTHING);
            if (!was.equals(is)) {
                differences.add(new Difference(key, was, is));
            }
        }
        return differences;
    }

    private static SortedMap<String, String> values(Job job) {
        SortedMap<String, String> values = new TreeMap<>();
        ConfigObject root = ConfigFactory.parseString(JobWriter.render(job)).root();
        for (Map.Entry<String, ConfigValue> entry : root.entrySet()) {
            if (!FREE.contains(entry.getKey())) {
                collect(entry.getKey(), entry.getValue(), values);
            }
        }
        return values;
    }

    private static void collect(String key, ConfigValue value, SortedMap<String, String> into) {
        switch (value) {
            case ConfigObject object -> object.forEach((name, inner) -> collect(key + "." + name, inner, into));
            case ConfigList list when list.stream().allMatch(ConfigObject.class::isInstance) -> {
                for (int i = 0; i < list.size(); i++) {
                    into.put("%s[%d]".formatted(key, i), text(list.get(i)));
                }
            }
            default -> into.put(key, text(value));
        }
    }

    private static String text(ConfigValue value) {
        return value.render(ConfigRenderOptions.concise());
    }
}
