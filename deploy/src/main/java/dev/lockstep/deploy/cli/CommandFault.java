package dev.lockstep.deploy.cli;

import dev.lockstep.common.job.Fault;
import dev.lockstep.common.job.JobFaults;
import java.util.List;

/** Ends a command with words for its user and an exit code; never shown with a stack trace. */
public final class CommandFault extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final transient List<String> lines;

    private CommandFault(int exitCode, List<String> lines, Throwable cause) {
        super(String.join("\n", lines), cause);
        this.exitCode = exitCode;
        this.lines = List.copyOf(lines);
    }

    /** What the user gave is at fault. One line a fault. */
    public static CommandFault badInput(List<String> lines) {
        return new CommandFault(ExitCode.BAD_INPUT, lines, null);
    }

    public static CommandFault badInput(String line) {
        return badInput(List.of(line));
    }

    static CommandFault badInput(JobFaults faults) {
        return badInput(faults.faults().stream().map(Fault::toString).toList());
    }

    /** The environment is at fault. */
    public static CommandFault environment(String line) {
        return of(ExitCode.FAILED, line);
    }

    public static CommandFault environment(String line, Throwable cause) {
        return new CommandFault(ExitCode.FAILED, List.of(line), cause);
    }

    public static CommandFault of(int exitCode, String line) {
        return new CommandFault(exitCode, List.of(line), null);
    }

    public int exitCode() {
        return exitCode;
    }

    public List<String> lines() {
        return lines;
    }
}
