package dev.lockstep.deploy.process;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Everything that a run computes, as {@code --json} prints it: floating-point numbers in the shortest digits that tell them
 * from all others, so that equal text is equal bits.
 */
public record Numbers(Map<String, String> byName) {

    private static final List<String> NAMES = List.of("steps", "train_loss", "validation_loss", "validation_accuracy",
            "test_loss", "test_accuracy", "parameters_sha256");

    public static Numbers of(String json) {
        Map<String, String> byName = new TreeMap<>();
        for (String name : NAMES) {
            Matcher matcher = Pattern.compile("\"" + name + "\":([^,}]+)").matcher(json);
            if (!matcher.find()) {
                throw new AssertionError("no " + name + " in: " + json);
            }
            byName.put(name, matcher.group(1));
        }
        for (String always : List.of("train_loss", "validation_loss", "test_loss", "parameters_sha256")) {
            if (byName.get(always).equals("null")) {
                throw new AssertionError(always + " is empty: " + json);
            }
        }
        return new Numbers(Map.copyOf(byName));
    }

    String value(String name) {
        return byName.get(name);
    }
}
