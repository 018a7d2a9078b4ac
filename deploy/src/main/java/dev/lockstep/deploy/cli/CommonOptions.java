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

    @Option(names = "--resume", description = "Goes on with the run of --run-dir, from its newest checkpoint.")
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

    /** Whether the run of the given folder is to go on. */
    boolean resumes() {
        return resume;
    }

    /** To be called first by every command that has no run to go on with. */
    void apply(Screen screen) {
        screen.configure(json, quiet);
        if (resume) {
            throw CommandFault
                    .badInput("--resume: there is nothing to go on with; train and coordinator go on with a run");
        }
    }

    /** To be called first by every command that trains. */
    void applyToRun(Screen screen) {
        screen.configure(json, quiet);
        if (resume && runDirectory == null) {
            throw CommandFault.badInput("--resume: which run? give its folder with --run-dir");
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
