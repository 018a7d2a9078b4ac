package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.coordinator.actor.CoordinatorSettings;
import dev.lockstep.coordinator.actor.CoordinatorTurn;
import dev.lockstep.coordinator.protocol.RunStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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

    @Mixin
    private TraceOption trace;

    @Parameters(paramLabel = "JOB", description = "The job file.")
    private Path job;

    @Option(names = "--bind", required = true, paramLabel = "HOST:PORT", converter = HostPortConverter.class, description = "Where workers reach this machine.")
    private HostPort bind;

    @Option(names = "--bulk-port", paramLabel = "PORT", description = "Port for parameters and gradients (default: any free one).")
    private int bulkPort;

    @Option(names = "--expect", paramLabel = "N", description = "How many workers to wait for (default: 1).")
    private int expect = 1;

    @Option(names = "--standby-of", paramLabel = "HOST:PORT", converter = HostPortConverter.class, description = "Waits until the coordinator there is gone, then goes on with its run; needs --run-dir on a folder that both see.")
    private HostPort standbyOf;

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
        if (standbyOf != null && common.runDirectory().isEmpty()) {
            throw CommandFault
                    .badInput("--standby-of: give the run's folder with --run-dir, one that both coordinators see");
        }
        HostPort address = Addresses.advertised(screen, "--bind", bind);
        Optional<HostPort> active = Optional.ofNullable(standbyOf).map(a -> Addresses.connectable("--standby-of", a));
        Occupied occupied = standbyOf == null ? Occupied.look(common.runDirectory()) : Occupied.knownToBeFree();
        Signals.onFirstEnd();
        ThisJvm thisJvm = ThisJvm.provingSteps();
        // It begins to listen beside the proof and the data.
        CompletableFuture<Systems> starting = Systems.starting(() -> system(address));
        Preparation prepared = Systems.beside(starting, () -> {
            Preparation ready = Preparation.of(job, common.sets).withoutData();
            thisJvm.require();
            return ready;
        });
        try (TraceOption.Recording _ = trace.begin(screen, "coordinator");
                Systems systems = active.isPresent()
                        ? afterMyTurn(Systems.started(starting), address, active.get())
                        : Systems.started(starting)) {
            return coordinate(systems, address, prepared, occupied);
        }
    }

    private int coordinate(Systems systems, HostPort address, Preparation prepared, Occupied occupied) {
        Optional<String> ended = standbyOf == null ? Optional.empty() : endedInOrder();
        if (ended.isPresent()) {
            return sayEnded(ended.get());
        }
        if (standbyOf != null) {
            requireRun();
        }
        Optional<Run> run = Run.open(screen, common, prepared, occupied, true);
        if (run.isEmpty()) {
            return ExitCode.FINISHED;
        }
        HostPort here = LockstepSystem.listensOn(systems.system());
        if (standbyOf == null) {
            LockstepSystem.join(systems.system(), here);
        }
        return run.get().run(systems.system(), NettyHubs.on(address.host(), bulkPort), expect, false, onLoss -> {
            screen.report("waiting for " + Progress.count(expect, "worker") + ": lockstep worker --join " + here);
            return orderly -> {};
        });
    }

    /** How the run ended, if its coordinator came so far as to say it. */
    private Optional<String> endedInOrder() {
        try {
            return SummaryFile
                    .status(common.runDirectory().map(RunFolder::normal).orElseThrow().resolve(RunFolder.SUMMARY));
        } catch (IOException e) {
            throw CommandFault.environment("cannot read the run's folder: " + Words.of(e), e);
        }
    }

    /** A standby takes over from a coordinator that is gone, not from one whose run is over. */
    private int sayEnded(String status) {
        int exitCode = Arrays.stream(RunStatus.values()).filter(s -> s.word().equals(status)).map(RunStatus::exitCode)
                .findFirst().orElse(ExitCode.FAILED);
        String words = "the run has ended: " + status + "; there is nothing to take over";
        screen.report(words);
        screen.object(Json.ended(exitCode, json -> json.writeStringField("message", words)));
        return exitCode;
    }

    /** Without one the folder is not the one that the coordinator had, or nothing was begun. */
    private void requireRun() {
        Path folder = common.runDirectory().map(RunFolder::normal).orElseThrow();
        if (RunFolder.look(folder) == RunFolder.Content.NOTHING) {
            throw CommandFault
                    .badInput("--run-dir " + folder + ": holds no run that could be taken over; give the folder of "
                            + "the coordinator that this one stands by for, and see that it is mounted here");
        }
    }

    private Systems system(HostPort address) {
        return Systems.clustered(address, LockstepSystem.COORDINATOR_ROLE,
                common.runDirectory().map(RunFolder::normal).map(CoordinatorTurn::leaseOn).orElse(Map.of()));
    }

    private Systems afterMyTurn(Systems first, HostPort address, HostPort active) {
        return new Standby(screen, active, common.runDirectory().map(RunFolder::normal).orElseThrow(),
                () -> system(address), Standby.PATIENCE).await(first);
    }
}
