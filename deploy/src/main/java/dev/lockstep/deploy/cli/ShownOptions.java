package dev.lockstep.deploy.cli;

import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every command knows every common option, to say in words what is wrong with it there. Its help shows only those that do
 * something.
 */
final class ShownOptions {

    private static final List<String> OF_RUNS = List.of("--set", "--run-dir", "--resume", "--insecure");

    private static final Map<String, List<String>> WITHOUT_EFFECT = Map.of(
            "worker", List.of("--set", "--resume"),
            "evaluate", OF_RUNS,
            "predict", OF_RUNS,
            "diff", OF_RUNS,
            "validate", List.of("--run-dir", "--resume", "--insecure"),
            "demo", List.of("--set", "--resume", "--insecure"));

    private ShownOptions() {}

    static void choose(CommandLine root) {
        WITHOUT_EFFECT.forEach((command, names) -> {
            CommandSpec spec = root.getSubcommands().get(command).getCommandSpec();
            for (String name : names) {
                OptionSpec shown = spec.findOption(name);
                spec.remove(shown);
                spec.addOption(OptionSpec.builder(shown).hidden(true).build());
            }
        });
    }
}
