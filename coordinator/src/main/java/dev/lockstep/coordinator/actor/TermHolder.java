package dev.lockstep.coordinator.actor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the holder of the term in force shows of itself in the run's folder. */
public enum TermHolder {

    /** No term was ever claimed. */
    NONE,
    /** It is this process. */
    OWN,
    /** Its sign of life goes on, or another term was claimed meanwhile. */
    LIVES,
    /** Its sign has stood still for {@value #STILL_MS} ms by this process's clock. */
    SILENT;

    static final long STILL_MS = 3_000;

    private static final Logger LOG = LoggerFactory.getLogger(TermHolder.class);
    private static final int LOOKS = 6;

    /** Answers within about {@value #STILL_MS} ms. */
    public static TermHolder of(Path runFolder) throws IOException, InterruptedException {
        return of(runFolder, STILL_MS);
    }

    static TermHolder of(Path runFolder, long stillMs) throws IOException, InterruptedException {
        HolderLook look = new HolderLook(runFolder);
        if (!look.isClaimed()) {
            return NONE;
        }
        if (look.isOwn()) {
            return OWN;
        }
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(stillMs)) {
            Thread.sleep(Math.max(1, stillMs / LOOKS));
            if (look.hasMoved()) {
                LOG.info("the run's folder has a coordinator that lives, of term {} or a later one", look.term());
                return LIVES;
            }
        }
        LOG.info("the coordinator of term {} shows no sign of life in the run's folder", look.term());
        return SILENT;
    }
}
