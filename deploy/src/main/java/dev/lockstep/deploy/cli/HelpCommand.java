package dev.lockstep.deploy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lockstep help [COMMAND]}: what {@code --help} shows. */
@Command(name = "help", description = "Shows what a command takes, as its --help does.", helpCommand = true)
final class HelpCommand implements Callable<Integer> {

    @Parameters(paramLabel = "COMMAND", arity = "0..1", description = "One of the commands (default: lists them).")
    private String command;

    /** Known before arguments are parsed (see {@link Main}); here, so that it is no fault. */
    @Option(names = CommonOptions.JSON, description = "One JSON object on standard output, all else on standard error.")
    private boolean json;

    @Option(names = "--help", usageHelp = true, description = "Shows this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.parent().commandLine();
        CommandLine wanted = command == null ? root : root.getSubcommands().get(command);
        if (wanted == null) {
            throw new ParameterException(spec.commandLine(),
                    "help " + command + ": there is no such command; there is: "
                            + String.join(", ", root.getSubcommands().keySet()));
        }
        wanted.usage(root.getOut());
        return ExitCode.FINISHED;
    }
}
