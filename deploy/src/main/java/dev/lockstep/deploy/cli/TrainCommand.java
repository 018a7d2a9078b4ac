package dev.lockstep.deploy.cli;

import akka.actor.ActorSelection;
import dev.lockstep.common.wire.HostPort;
import dev.lockstep.common.wire.LockstepSystem;
import dev.lockstep.common.wire.MemoryBulkPlane;
import dev.lockstep.coordinator.actor.CoordinatorNode;
import dev.lockstep.coordinator.actor.HubOpener;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.worker.actor.WorkerNode;
import dev.lockstep.worker.actor.WorkerSettings;
import dev.lockstep.worker.compute.KnownAnswerTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep train}: a run with its own workers, as actors of this process or as processes beside it. */
@Command(name = "train", description = "Trains the network of a job.", versionProvider = Version.class)
final class TrainCommand implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(TrainCommand.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_WORKERS = 1_024;

    @Mixin
    private CommonOptions common;

    @Mixin
    private TraceOption trace;

    @Parameters(paramLabel = "JOB", description = "The job file.")
    private Path job;

    @ArgGroup(exclusive = true)
    private Workers workers = new Workers();

    @Option(names = "--slots", paramLabel = "M", description = "Compute threads per worker (default: the cores shared out).")
    private Integer slots;

    private final Screen screen;

    /** Where the workers live: in this process, or in their own. */
    static final class Workers {

        @Option(names = "--workers", paramLabel = "N", description = "Workers in this process (default: 1).")
        private Integer inProcess;

        @Option(names = "--processes", paramLabel = "N", description = "Worker JVMs beside this one.")
        private Integer processes;
    }

    TrainCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        common.applyToRun(screen);
        int count = workers.processes != null ? workers.processes : workers.inProcess != null ? workers.inProcess : 1;
        Slots.requireBetween(workers.processes != null ? "--processes" : "--workers", count, MAX_WORKERS);
        int slotsEach = Slots.perWorker(slots == null ? OptionalInt.empty() : OptionalInt.of(slots), count);
        Occupied occupied = Occupied.look(common.runDirectory());
        Signals.onFirstEnd();
        try (TraceOption.Recording _ = trace.begin(screen, workers.processes == null ? "train" : "coordinator")) {
            return workers.processes == null
                    ? inThisProcess(occupied, count, slotsEach)
                    : inProcesses(occupied, count, slotsEach);
        }
    }

    private int inThisProcess(Occupied occupied, int count, int slotsEach) {
        KnownAnswerTest.warmUp();
        return Run.open(screen, common, Preparation.of(job, common.sets), occupied, common.resumes())
                .map(run -> inThisProcess(run, count, slotsEach)).orElse(ExitCode.FINISHED);
    }

    /** The coordinator begins to listen beside the proof and the data. */
    private int inProcesses(Occupied occupied, int count, int slotsEach) {
        ThisJvm thisJvm = ThisJvm.provingSteps();
        CompletableFuture<Systems> starting = Systems.starting(
                () -> Systems.clustered(new HostPort(LOOPBACK, 0), LockstepSystem.COORDINATOR_ROLE));
        Optional<Run> opened = Systems.beside(starting, () -> {
            Preparation prepared = Preparation.of(job, common.sets).withoutData();
            thisJvm.require();
            return Run.open(screen, common, prepared, occupied, common.resumes());
        });
        try (Systems systems = Systems.started(starting)) {
            return opened.map(run -> inProcesses(systems, run, count, slotsEach)).orElse(ExitCode.FINISHED);
        }
    }

    private int inThisProcess(Run run, int count, int slotsEach) {
        try (MemoryBulkPlane plane = new MemoryBulkPlane();
                Systems systems = new Systems(LockstepSystem.local(LockstepSystem.NAME))) {
            HubOpener hub = (session, layout, listener) -> HubOpener.OpenHub
                    .inMemory(plane.hub(session, layout, listener));
            return run.run(systems.system(), hub, count, true,
                    onLoss -> startActors(run, systems, plane, count, slotsEach, onLoss));
        }
    }

    private Run.StartedWorkers startActors(Run run, Systems systems, MemoryBulkPlane plane, int count, int slotsEach,
            Run.LossListener onLoss) {
        ActorSelection coordinator = systems.system().actorSelection("/user/" + CoordinatorNode.ACTOR_NAME);
        List<WorkerNode> nodes = new ArrayList<>();
        AtomicInteger left = new AtomicInteger(count);
        for (int i = 0; i < count; i++) {
            var settings = new WorkerSettings(slotsEach, Optional.empty(), Words.hostName(), Version.release(),
                    run.prepared().data(), line -> log.info("worker: {}", line));
            WorkerNode node = WorkerNode.start(settings, systems.system(), coordinator, plane);
            node.result().thenAccept(ended -> {
                if (left.decrementAndGet() == 0 && ended.exitCode() != ExitCode.FINISHED) {
                    onLoss.lost(RunStatus.FAILED, "the workers of this process ended: " + ended.message());
                }
            });
            nodes.add(node);
        }
        return orderly -> nodes.forEach(WorkerNode::close);
    }

    private int inProcesses(Systems systems, Run run, int count, int slotsEach) {
        HostPort here = LockstepSystem.listensOn(systems.system());
        LockstepSystem.join(systems.system(), here);
        return run.run(systems.system(), NettyHubs.on(LOOPBACK, 0), count, false, onLoss -> {
            WorkerProcesses processes = new WorkerProcesses(screen, onLoss, trace::ofWorker);
            try {
                processes.start(count, here, slotsEach);
            } catch (IOException e) {
                processes.close(false);
                throw e;
            }
            return processes;
        });
    }
}
