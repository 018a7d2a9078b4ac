package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep validate}. */
@Command(name = "validate", description = "Reports every fault of a job file.", versionProvider = Version.class)
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "JOB")
    private Path path;

    private final Screen screen;

    ValidateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        throw CommandFault.badInput("validate: not there yet");
    }
}
