package dev.lockstep.deploy.cli;

import ch.qos.logback.classic.LoggerContext;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The {@code lockstep} command. */
public final class Main {

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private Main() {}

    public static void main(String[] arguments) {
        Milestones.programRuns();
        ParentWatch.startIfAsked();
        int exitCode = run(arguments, Screen.ofProcess());
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        System.exit(exitCode);
    }

    /** Runs one command in this JVM and returns its exit code. */
    public static int run(String[] arguments, Screen screen) {
        CommandLine line = new CommandLine(new RootCommand(), new CommandFactory(screen));
        ShownOptions.choose(line);
        line.setExecutionExceptionHandler((e, at, parsed) -> explain(e, screen));
        line.setParameterExceptionHandler((e, ignored) -> explainUsage(e, screen));
        line.setOut(new java.io.PrintWriter(new ScreenWriter(screen::result), true));
        line.setErr(new java.io.PrintWriter(new ScreenWriter(screen::fault), true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        if (asksForJson(arguments)) {
            screen.configure(true, false);
        }
        int exitCode = line.execute(arguments);
        screen.lastObject(
                () -> Json.ended(exitCode, json -> json.writeStringField("lockstep_version", Version.release())));
        return exitCode;
    }

    /** Known before the arguments are parsed, since they may be what is wrong. */
    private static boolean asksForJson(String[] arguments) {
        return Arrays.stream(arguments).takeWhile(argument -> !argument.equals("--"))
                .anyMatch(CommonOptions.JSON::equals);
    }

    private static int explain(Exception e, Screen screen) {
        if (e instanceof CommandFault fault) {
            log.error("exit code {}: {}", fault.exitCode(), fault.getMessage(), fault);
            fault.lines().forEach(screen::fault);
            screen.object(Json.fault(fault.exitCode(), fault.lines()));
            return fault.exitCode();
        }
        log.error("a fault of lockstep itself", e);
        String words = "a fault of lockstep itself: " + e;
        screen.fault(words);
        for (StackTraceElement at : e.getStackTrace()) {
            screen.fault("    at " + at);
        }
        screen.object(Json.fault(ExitCode.FAILED, List.of(words)));
        return ExitCode.FAILED;
    }

    private static int explainUsage(ParameterException e, Screen screen) {
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        screen.fault(e.getMessage());
        screen.fault("see " + command + " --help");
        screen.object(Json.fault(ExitCode.BAD_INPUT, List.of(e.getMessage())));
        return ExitCode.BAD_INPUT;
    }
}
