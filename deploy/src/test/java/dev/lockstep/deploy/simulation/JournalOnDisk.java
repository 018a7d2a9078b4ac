package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.ParameterDigest;
import dev.lockstep.common.tensor.BlockLayout;
import dev.lockstep.common.tensor.Storage;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journal of a finished run has each step once, in order, with the receipt of the reference, on the disk for good. Only a
 * disk that has failed may have cost lines; and who takes over in the last moment shows a
 * journal that is not finished yet.
 */
final class JournalOnDisk implements Checker {

    private static final Pattern STEP = Pattern.compile("\"step\": ?([0-9]+),.*\"digest\": ?\"([0-9a-f]{8})\"");

    private final SimDisk disk;
    private final Reference reference;

    JournalOnDisk(SimDisk disk, Reference reference) {
        this.disk = disk;
        this.reference = reference;
    }

    @Override
    public void finished(Simulation simulation) {
        byte[] found = disk.durable(SimRunFolder.JOURNAL);
        String text = found == null ? "" : new String(found, StandardCharsets.UTF_8);
        boolean sound = disk.refused() + simulation.faults().failedFsync().happened() == 0
                && simulation.coordinatorSlots().stream().filter(slot -> simulation.process(slot) != null).count() < 2;
        long step = 0;
        Matcher lines = STEP.matcher(text);
        while (lines.find()) {
            step = sound ? step + 1 : Math.max(step + 1, Long.parseLong(lines.group(1)));
            String digest = digest(simulation.workload().layout(), reference.version(step));
            if (Long.parseLong(lines.group(1)) != step || !lines.group(2).equals(digest)) {
                throw new AssertionError("the journal should have step %d with digest %s, not %s"
                        .formatted(step, digest, lines.group()));
            }
        }
        if (sound && step != simulation.workload().steps()) {
            throw new AssertionError("the journal of a finished run ends with step " + step + ":\n" + text);
        }
    }

    private static String digest(BlockLayout layout, float[] version) {
        int[] blocks = new int[layout.blocks()];
        for (int block = 0; block < blocks.length; block++) {
            blocks[block] = ParameterDigest.ofBlock(layout.of(new Storage(version, 0, version.length), block));
        }
        return ParameterDigest.text(ParameterDigest.combined(blocks));
    }
}
