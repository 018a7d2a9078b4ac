package dev.lockstep.deploy.cli;

import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.NettyBulkConnector;
import dev.lockstep.coordinator.actor.CoordinatorNode;
import dev.lockstep.worker.actor.ClusterLives;
import dev.lockstep.worker.actor.Lives;
import dev.lockstep.worker.actor.WorkerNode;
import dev.lockstep.worker.actor.WorkerResult;
import dev.lockstep.worker.actor.WorkerSettings;
import dev.lockstep.worker.compute.KnownAnswerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep worker}: a worker for a coordinator on another machine, or for a command that started it. */
@Command(name = "worker", description = "Works for a coordinator until its run ends.", versionProvider = Version.class)
final class WorkerCommand implements Callable<Integer> {

    private static final long PARENT_FIRST_S = 2;

    @Mixin
    private CommonOptions common;

    @Mixin
    private TraceOption trace;

    @Option(names = "--join", required = true, split = ",", paramLabel = "HOST:PORT", converter = HostPortConverter.class, description = "Where the coordinator listens; it may start later. Several, for one that stands by: separated by commas.")
    private List<HostPort> join;

    @Option(names = "--bind", paramLabel = "HOST[:PORT]", description = "Where the coordinator reaches this worker (default: the address that routes to it).")
    private String bind;

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Reads the data's files from this folder instead of the coordinator's paths.")
    private Path dataDirectory;

    @Option(names = "--slots", paramLabel = "M", description = "Compute threads (default: this machine's cores).")
    private Integer slots;

    private final Screen screen;

    WorkerCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.apply(screen);
        Signals.onFirstEnd();
        int slotsHere = Slots.perWorker(slots == null ? OptionalInt.empty() : OptionalInt.of(slots), 1);
        if (dataDirectory != null && !Files.isDirectory(dataDirectory)) {
            throw CommandFault.badInput("--data-dir " + dataDirectory + ": no such folder");
        }
        KnownAnswerTest.warmUp();
        List<HostPort> coordinators = join.stream().map(given -> Addresses.connectable("--join", given)).toList();
        HostPort address = address(coordinators.getFirst());
        if (ParentWatch.isAsked()) {
            LogSetup.toStream(System.err);
            Signals.ignoreInterrupts();
        } else {
            Path folder = RunFolder.create(common.runDirectory(), "worker-" + ProcessHandle.current().pid());
            LogSetup.toFile(folder.resolve(RunFolder.LOG));
            screen.report("the log is " + folder.resolve(RunFolder.LOG));
        }
        try (TraceOption.Recording _ = trace.begin(screen, "worker")) {
            return work(new ClusterLives(address, coordinators, CoordinatorNode.ACTOR_NAME), slotsHere);
        }
    }

    private int work(Lives lives, int slotsHere) {
        var settings = new WorkerSettings(slotsHere, Optional.ofNullable(dataDirectory), Words.hostName(),
                Version.release(),
                Optional.empty(), screen::report);
        try (NettyBulkConnector connector = new NettyBulkConnector();
                WorkerNode node = WorkerNode.start(settings, lives, connector)) {
            Signals.onFirst(() -> leave(node));
            WorkerResult result = node.result().toCompletableFuture().join();
            if (result.exitCode() == ExitCode.FINISHED) {
                screen.report(result.message());
                screen.object(Json.finished(json -> json.writeStringField("message", result.message())));
            } else {
                boolean refused = result.exitCode() == ExitCode.REFUSED && !ParentWatch.isAsked();
                throw CommandFault.of(refused ? ExitCode.FAILED : result.exitCode(), result.message());
            }
        }
        return ExitCode.FINISHED;
    }

    /**
     * SIGTERM may be sent to every process of a command, by a service manager for instance. The parent then ends the run in
     * order, and this worker with it; only a worker that was meant alone has to leave a run that goes on.
     */
    private static void leave(WorkerNode node) {
        if (ParentWatch.isAsked()) {
            CompletableFuture.delayedExecutor(PARENT_FIRST_S, TimeUnit.SECONDS).execute(node::requestStop);
        } else {
            node.requestStop();
        }
    }

    private HostPort address(HostPort coordinator) {
        if (bind != null) {
            try {
                return Addresses.advertised(screen, "--bind", HostPort.parse(bind, 0));
            } catch (IllegalArgumentException e) {
                throw CommandFault.badInput("--bind: " + e.getMessage());
            }
        }
        try {
            return new HostPort(HostPort.localHostTowards(coordinator), 0);
        } catch (IOException e) {
            throw CommandFault.environment("no route to " + coordinator + ": " + e.getMessage(), e);
        }
    }
}
