package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TakenOverException;
import dev.lockstep.coordinator.protocol.Report;
import dev.lockstep.coordinator.protocol.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of a term, as long as the term is in force. A fault is told; the lines are kept, and the next force tries again
 * in a new file. That another term has taken over nothing can mend: from then on nothing is written, and nothing told, for
 * the coordinator's watch sees it too, and the files are another's. For one thread.
 */
public final class TermJournal {

    private static final Logger LOG = LoggerFactory.getLogger(TermJournal.class);

    private final Disk disk;
    private final Path runFolder;
    private final int term;
    private final Fence fence;
    private final Journal journal;
    private final Consumer<String> faults;
    private Optional<String> takenOver = Optional.empty();

    /** What must be asked before anything is written for good. */
    @FunctionalInterface
    public interface Fence {

        /** @throws TakenOverException if there is a newer term */
        void requireNewest() throws IOException;
    }

    private interface Write {
        void run() throws IOException;
    }

    /**
     * @param start      from where the run goes on
     * @param everySteps steps between lines
     * @param faults     hears what cannot be written now; must be quick
     */
    public TermJournal(Disk disk, Path runFolder, int term, Start start, long everySteps, Fence fence,
            Consumer<String> faults) {
        this.disk = disk;
        this.runFolder = runFolder;
        this.term = term;
        this.fence = fence;
        this.journal = new Journal(disk, runFolder, term, start.version(), start.evaluated(), everySteps);
        this.faults = faults;
    }

    /** Brings what was taken over to the disk, and deletes what is of no use any more. */
    public void begin() {
        if (force().isEmpty()) {
            try {
                Journals.prune(disk, runFolder, term);
            } catch (IOException e) {
                LOG.warn("records of earlier terms could not be deleted", e);
            }
        }
    }

    public void step(Report.StepDone step, double learningRate) {
        carryOut(() -> journal.step(step, learningRate));
    }

    public void evaluated(Report.Evaluated evaluated) {
        carryOut(() -> journal.evaluated(evaluated));
    }

    /**
     * Brings all lines to the disk.
     *
     * @return what is wrong, if something is
     */
    public Optional<String> force() {
        return carryOut(() -> {
            fence.requireNewest();
            journal.force();
        });
    }

    /**
     * The last force, for which a file that fails is not the last word, and the end of the file.
     *
     * @return what is wrong, if something is
     */
    public Optional<String> end() {
        Optional<String> fault = force().flatMap(_ -> force()).or(() -> carryOut(journal::show));
        try {
            journal.close();
        } catch (IOException e) {
            LOG.warn("the journal could not be closed", e);
        }
        return fault;
    }

    private Optional<String> carryOut(Write write) {
        if (takenOver.isPresent()) {
            return takenOver;
        }
        try {
            write.run();
            return Optional.empty();
        } catch (TakenOverException over) {
            takenOver = Optional.of(over.getMessage());
            return takenOver;
        } catch (IOException | RuntimeException e) {
            LOG.error("cannot write to {}", runFolder, e);
            String words = words(runFolder, e);
            faults.accept(words);
            return Optional.of(words);
        }
    }

    /** What cannot be written in a folder, which the words name. */
    static String words(Path folder, Exception e) {
        String words = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return e instanceof TakenOverException || words.contains(folder.toString()) ? words : folder + ": " + words;
    }
}
