package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options that every command takes, before or after its arguments. */
final class CommonOptions {

    static final String JSON = "--json";

    /** When the command started, on the clock of {@link System#nanoTime}. */
    final long startNs = System.nanoTime();

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Sets a key of the job file; may be repeated.")
    List<String> sets = new ArrayList<>();

    @Option(names = "--run-dir", paramLabel = "DIR", description = "The run's folder (default: runs/<time>-<name>).")
    private Path runDirectory;

    @Option(names = "--resume", description = "Goes on with a run (comes with checkpoints; not in this release).")
    private boolean resume;

    @Option(names = JSON, description = "One JSON object on standard output, all else on standard error.")
    private boolean json;

    @Option(names = "--quiet", description = "Shows results and faults only.")
    private boolean quiet;

    @Option(names = "--insecure", description = "Accepts connections without TLS (there is none in this release).")
    private boolean insecure;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Shows the release and its Java.")
    private boolean version;

    Optional<Path> runDirectory() {
        return Optional.ofNullable(runDirectory);
    }

    /** To be called first by every command. */
    void apply(Screen screen) {
        screen.configure(json, quiet);
        if (resume) {
            throw CommandFault.badInput(
                    "--resume: this release writes no checkpoints, so no run can be resumed; start a new run");
        }
    }

    /** For a command that reads a finished run's job, which no option changes. */
    void applyToFinishedRun(Screen screen) {
        apply(screen);
        if (!sets.isEmpty()) {
            throw CommandFault.badInput("--set: the run's own job.conf counts here; it cannot be changed");
        }
    }
}
