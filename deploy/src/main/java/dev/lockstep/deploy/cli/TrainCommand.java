package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep train}. */
@Command(name = "train", description = "Trains the network of a job.", versionProvider = Version.class)
final class TrainCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "JOB")
    private Path path;

    private final Screen screen;

    TrainCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        throw CommandFault.badInput("train: not there yet");
    }
}
