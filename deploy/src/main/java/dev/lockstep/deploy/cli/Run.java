package dev.lockstep.deploy.cli;

import akka.actor.ActorSystem;
import dev.lockstep.common.job.JobWriter;
import dev.lockstep.coordinator.actor.CoordinatorNode;
import dev.lockstep.coordinator.actor.CoordinatorSettings;
import dev.lockstep.coordinator.actor.HubOpener;
import dev.lockstep.coordinator.actor.RunResult;
import dev.lockstep.coordinator.protocol.RunStatus;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.worker.compute.KnownAnswerTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator's run, from the job file to the last line on the screen; the commands differ in where workers come from. */
final class Run {

    private static final Logger log = LoggerFactory.getLogger(Run.class);

    /** A worker that ends tells the coordinator why; only if that takes longer does the command say it. */
    private static final long WORDS_FIRST_S = 2;

    private final Screen screen;
    private final Preparation prepared;
    private final String jobText;
    private final Path folder;
    private final RunTerm term;
    private final long startNs;

    private Run(Screen screen, Preparation prepared, String jobText, Path folder, RunTerm term, long startNs) {
        this.screen = screen;
        this.prepared = prepared;
        this.jobText = jobText;
        this.folder = folder;
        this.term = term;
        this.startNs = startNs;
    }

    /**
     * Takes a folder for the run, or the folder of a run that is to go on; opens the log there, and shows the table of
     * layers.
     *
     * @param occupied looked at the folder before
     * @param goesOn   whether a run that is not finished may go on
     * @return empty if the run is finished already, which is said
     */
    static Optional<Run> open(Screen screen, CommonOptions common, Preparation prepared, Occupied occupied,
            boolean goesOn) {
        String jobText = JobWriter.render(prepared.job());
        Optional<Path> wanted = common.runDirectory().map(RunFolder::normal);
        RunFolder.Content content = goesOn && wanted.isPresent()
                ? RunFolder.look(wanted.get())
                : RunFolder.Content.NOTHING;
        Path folder = switch (content) {
            case NOTHING -> RunFolder.create(wanted, prepared.job().name(), jobText);
            case UNFINISHED -> wanted.orElseThrow();
            case FINISHED -> {
                finishedAlready(screen, wanted.orElseThrow());
                yield null;
            }
        };
        if (folder == null) {
            return Optional.empty();
        }
        if (content == RunFolder.Content.UNFINISHED) {
            occupied.requireFree();
        }
        LogSetup.toFile(folder.resolve(RunFolder.LOG));
        log.info("lockstep {} on Java {}, job {}", Version.release(), Runtime.version(), prepared.job().name());
        log.info("{}", prepared.milestones().words());
        LayerTable.lines(prepared.network()).forEach(screen::report);
        return Optional.of(new Run(screen, prepared, jobText, folder, term(screen, common, prepared, content, folder),
                common.startNs));
    }

    private static RunTerm term(Screen screen, CommonOptions common, Preparation prepared, RunFolder.Content content,
            Path folder) {
        if (content == RunFolder.Content.UNFINISHED) {
            RunTerm term = Resumption.goOn(screen, folder, prepared);
            RunFolder.reopen(folder, JobWriter.render(prepared.job()));
            return term;
        }
        if (common.resumes()) {
            screen.report("there is no run to go on with: starting at step 0");
        }
        return Resumption.begin(folder, prepared);
    }

    /** Also for who did not ask to go on: a coordinator that died between its summary and its end is started again. */
    private static void finishedAlready(Screen screen, Path folder) {
        String words = "the run is finished already; nothing is left to do";
        screen.report(words);
        screen.report("run folder " + folder);
        screen.object(Json.finished(json -> {
            json.writeStringField("message", words);
            json.writeStringField("run_dir", folder.toString());
        }));
    }

    Preparation prepared() {
        return prepared;
    }

    /**
     * Runs to the end.
     *
     * @param failFast whether a worker that cannot take part ends the run: nobody else could come for it
     * @param workers started once the coordinator is there, and closed at the end
     * @return the exit code
     */
    int run(ActorSystem system, HubOpener hub, int expect, boolean failFast, WorkerSource workers) {
        RunResult result;
        Optional<String> grownLoss;
        try (Progress progress = new Progress(screen, prepared.job(), prepared.stepsPerEpoch());
                CoordinatorNode node = CoordinatorNode.start(settings(expect, failFast, progress), system, hub)) {
            Signals.onFirst(() -> {
                screen.report("stopping after this step, with a checkpoint; a second signal ends at once");
                node.requestStop();
            });
            result = resultWith(node, workers, new LossListener() {
                @Override
                public void lost(RunStatus status, String words) {
                    CompletableFuture.delayedExecutor(WORDS_FIRST_S, TimeUnit.SECONDS)
                            .execute(() -> node.abort(status, words));
                }

                @Override
                public long stepsDone() {
                    return progress.stepsDone();
                }
            });
            grownLoss = progress.grownLoss();
        }
        if (result.status() == RunStatus.FINISHED) {
            grownLoss.ifPresent(screen::warn);
        }
        log.info("ended: {}, exit code {}: {}", result.status().word(), result.exitCode(), result.message());
        RunReport.print(screen, result, folder);
        return result.exitCode();
    }

    private static RunResult resultWith(CoordinatorNode node, WorkerSource source, LossListener onLoss) {
        StartedWorkers workers;
        try {
            workers = source.start(onLoss);
        } catch (IOException e) {
            throw CommandFault.environment("cannot start workers: " + Words.of(e), e);
        }
        boolean orderly = false;
        try {
            RunResult result = node.result().toCompletableFuture().join();
            orderly = result.status() != RunStatus.WORKERS_LOST;
            return result;
        } finally {
            workers.close(orderly);
        }
    }

    /** Where the workers of a run come from. */
    @FunctionalInterface
    interface WorkerSource {

        /** @param onLoss to be told why, when the workers of this source have ended before the run */
        StartedWorkers start(LossListener onLoss) throws IOException;
    }

    /** For who looks after the workers of a run. */
    interface LossListener {

        /** No worker is left that could go on; what the run has come to if nobody knew before. */
        void lost(RunStatus status, String words);

        /** Steps that have been finished so far. */
        long stepsDone();
    }

    /** Workers of a run, to be closed after it. */
    @FunctionalInterface
    interface StartedWorkers {

        /** @param orderly whether every one of them has been told to end, and will */
        void close(boolean orderly);
    }

    private CoordinatorSettings settings(int expect, boolean failFast, Progress progress) {
        return new CoordinatorSettings(prepared.job(), jobText, prepared.model(),
                prepared.facts(), folder, term, expect, failFast, Version.release(),
                Optional.of(KnownAnswerTest.EXPECTED), progress, startNs);
    }
}
