package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep coordinator}. */
@Command(name = "coordinator", description = "Runs a job with workers from other machines.", versionProvider = Version.class)
final class CoordinatorCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "JOB")
    private Path path;

    private final Screen screen;

    CoordinatorCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        throw CommandFault.badInput("coordinator: not there yet");
    }
}
