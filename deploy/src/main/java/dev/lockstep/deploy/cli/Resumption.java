package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.Checkpoint;
import dev.lockstep.common.checkpoint.CheckpointFacts;
import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.common.checkpoint.TensorEntry;
import dev.lockstep.common.checkpoint.TermClaim;
import dev.lockstep.common.checkpoint.TermClaims;
import dev.lockstep.common.job.Job;
import dev.lockstep.common.job.JobFaults;
import dev.lockstep.common.job.JobIdentity;
import dev.lockstep.common.job.JobReader;
import dev.lockstep.coordinator.protocol.Start;
import dev.lockstep.coordinator.status.Past;
import dev.lockstep.coordinator.status.RunTerm;
import dev.lockstep.coordinator.status.Takeover;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Begins a term of a run, or goes on with one: everything that can be wrong with that is found before the term is claimed,
 * which ends every earlier coordinator of the run.
 */
final class Resumption {

    private final Screen screen;
    private final Path folder;
    private final Preparation prepared;

    private Resumption(Screen screen, Path folder, Preparation prepared) {
        this.screen = screen;
        this.folder = folder;
        this.prepared = prepared;
    }

    /** The first term of a run whose folder has just been made. */
    static RunTerm begin(Path folder, Preparation prepared) {
        try {
            TermClaim claim = claim(new TermClaims(Disk.REAL, folder), prepared);
            return new RunTerm(claim.run(), claim.term(), Start.FRESH, Optional.empty(), Past.NONE);
        } catch (IOException e) {
            throw CommandFault.environment("cannot claim the run's folder: " + Words.of(e), e);
        }
    }

    /**
     * The next term of a run that is not finished. Says from where it goes on, and which checkpoints it had to pass over.
     *
     * @throws CommandFault if the job or the data are not the run's
     */
    static RunTerm goOn(Screen screen, Path folder, Preparation prepared) {
        Resumption resumption = new Resumption(screen, folder, prepared);
        try {
            resumption.requireSameJob();
            Takeover.Taken taken = Takeover.of(Disk.REAL, folder, prepared.facts().validation() > 0,
                    found -> found.ifPresent(resumption::requireFits),
                    claims -> claim(claims, prepared));
            taken.damaged().forEach(words -> screen.warn("damaged checkpoint passed over: " + words));
            resumption.tell(taken.term());
            return taken.term();
        } catch (IOException e) {
            throw CommandFault.environment("cannot go on with the run: " + Words.of(e), e);
        }
    }

    private static TermClaim claim(TermClaims claims, Preparation prepared) throws IOException {
        return claims.claim(prepared.job().name() + "-" + UUID.randomUUID(), Words.hostName(),
                ProcessHandle.current().pid(), Instant.now());
    }

    private void requireSameJob() throws IOException {
        Path file = folder.resolve(RunFolder.JOB);
        Job ofRun;
        try {
            ofRun = JobReader.parse(Files.readString(file), file.toString());
        } catch (JobFaults e) {
            throw CommandFault.badInput(e);
        }
        List<String> faults = JobIdentity.differences(ofRun, prepared.job()).stream()
                .map(difference -> difference + "; a run can only go on with the job that it began with (" + file + ")")
                .toList();
        if (!faults.isEmpty()) {
            throw CommandFault.badInput(faults);
        }
    }

    private void requireFits(Checkpoint checkpoint) {
        CheckpointFacts facts = checkpoint.facts();
        List<String> faults = new ArrayList<>();
        if (!facts.dataSha256().equals(prepared.facts().sha256())) {
            faults.add("the data are not the ones that the run began with: their SHA-256 is "
                    + prepared.facts().sha256() + ", the run's is " + facts.dataSha256());
        }
        if (!facts.release().equals(Version.release())) {
            faults.add("the run began with lockstep " + facts.release() + ", this is " + Version.release()
                    + ": another release may give other bits; go on with that one");
        }
        if (!checkpoint.layout().equals(TensorEntry.of(prepared.network().layout()))) {
            faults.add("the checkpoint of step " + facts.step() + " holds other tensors than the job's network");
        }
        if (!faults.isEmpty()) {
            throw CommandFault.badInput(faults);
        }
    }

    private void tell(RunTerm term) {
        String from = term.snapshot().isPresent()
                ? "going on from the checkpoint of step " + term.start().version()
                : "there is no whole checkpoint: starting at step 0";
        int again = term.past().receipts().size();
        screen.report(from + " (term " + term.number() + (again == 0
                ? ")"
                : ", " + Progress.count(again, "step") + " will be done again and compared)"));
    }
}
