package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep predict}. */
@Command(name = "predict", description = "Predicts with a finished run's model.", versionProvider = Version.class)
final class PredictCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "RUN")
    private Path path;

    private final Screen screen;

    PredictCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        throw CommandFault.badInput("predict: not there yet");
    }
}
