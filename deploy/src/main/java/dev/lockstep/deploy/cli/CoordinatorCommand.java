package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.coordinator.actor.CoordinatorSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep coordinator}: a run whose workers come from other machines. */
@Command(name = "coordinator", description = "Runs a job with workers from other machines.", versionProvider = Version.class)
final class CoordinatorCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;

    @Mixin
    private CommonOptions common;

    @Parameters(paramLabel = "JOB", description = "The job file.")
    private Path job;

    @Option(names = "--bind", required = true, paramLabel = "HOST:PORT", converter = HostPortConverter.class, description = "Where workers reach this machine.")
    private HostPort bind;

    @Option(names = "--bulk-port", paramLabel = "PORT", description = "Port for parameters and gradients (default: any free one).")
    private int bulkPort;

    @Option(names = "--expect", paramLabel = "N", description = "How many workers to wait for (default: 1).")
    private int expect = 1;

    private final Screen screen;

    CoordinatorCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.applyToRun(screen);
        Slots.requireBetween("--expect", expect, CoordinatorSettings.MAX_EXPECT);
        if (bulkPort < 0 || bulkPort > MAX_PORT) {
            throw CommandFault.badInput("--bulk-port: found " + bulkPort + ", needs 0 to " + MAX_PORT);
        }
        HostPort address = Addresses.advertised(screen, "--bind", bind);
        Signals.onFirstEnd();
        ThisJvm thisJvm = ThisJvm.proving();
        Preparation prepared = Preparation.of(job, common.sets);
        thisJvm.require();
        try (Systems systems = Systems.clustered(address, LockstepSystem.COORDINATOR_ROLE)) {
            Optional<Run> run = Run.open(screen, common, prepared, true);
            if (run.isEmpty()) {
                return ExitCode.FINISHED;
            }
            HostPort here = LockstepSystem.listensOn(systems.system());
            LockstepSystem.join(systems.system(), here);
            return run.get().run(systems.system(), NettyHubs.on(address.host(), bulkPort), expect, false, onLoss -> {
                screen.report("waiting for " + Progress.count(expect, "worker") + ": lockstep worker --join " + here);
                return orderly -> {};
            });
        }
    }
}
