package dev.lockstep.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lockstep} alone: asks for a subcommand. */
@Command(name = "lockstep", description = "Trains neural networks on a cluster of JVMs: the same bits whatever runs them.", versionProvider = Version.class, subcommands = {
        TrainCommand.class, CoordinatorCommand.class, WorkerCommand.class, EvaluateCommand.class, PredictCommand.class,
        ValidateCommand.class, DiffCommand.class, DemoCommand.class, HelpCommand.class}, footer = {"",
                "Exit codes: 0 finished, 1 failed, 2 bad usage or input, 3 stopped, 4 diverged, 5 workers lost."})
final class RootCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Shows the release and its Java.")
    private boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "no command given: train, coordinator, worker, evaluate, predict, validate, diff, demo or help");
    }
}
