package dev.lockstep.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep worker}. */
@Command(name = "worker", description = "Works for a coordinator.", versionProvider = Version.class)
final class WorkerCommand implements Callable<Integer> {

    @Mixin
    private CommonOptions common;

    private final Screen screen;

    WorkerCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        throw CommandFault.badInput("worker: not there yet");
    }
}
