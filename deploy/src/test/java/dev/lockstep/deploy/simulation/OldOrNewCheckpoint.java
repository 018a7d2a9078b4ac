package dev.lockstep.deploy.simulation;

import dev.lockstep.common.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who goes on reads the last checkpoint that was said to be on the disk, or the one that was being written; an older one only
 * if bits of newer ones have flipped. It has the bits of the reference.
 */
final class OldOrNewCheckpoint implements Checker {

    private record Said(long version, int term) {

        private Path file(String end) {
            return SimRunFolder.CHECKPOINTS.resolve("step-%08d.term-%04d.%s".formatted(version, term, end));
        }
    }

    private final SimDisk disk;
    private final Reference reference;
    private final List<Said> said = new ArrayList<>();
    /**
     * What each reader must find, as long as no bits of it flip: the last that was said to be on the disk before it began to
     * read, and those before it that were not deleted.
     */
    private final Map<SimProcess, List<Said>> owed = new HashMap<>();

    OldOrNewCheckpoint(SimDisk disk, Reference reference) {
        this.disk = disk;
        this.reference = reference;
    }

    @Override
    public void checkpointed(SimProcess process, long version, int term) {
        said.add(new Said(version, term));
        if (said.size() > SimRunFolder.KEEP) {
            said.removeFirst();
        }
    }

    @Override
    public void reading(SimProcess process) {
        owed.put(process, said.stream().filter(s -> s == said.getLast() || disk.exists(s.file("json"))).toList());
    }

    @Override
    public void read(SimProcess process, Optional<Checkpoint> checkpoint) {
        long found = checkpoint.map(c -> c.facts().step()).orElse(0L);
        List<Said> before = owed.remove(process);
        long least = before.stream().filter(this::isUndamaged).mapToLong(Said::version).max().orElse(0);
        if (found < least) {
            throw new AssertionError(
                    "%s goes on from version %d, but a checkpoint of version %d was on the disk; said: %s"
                            .formatted(process.name(), found, least, before));
        }
        checkpoint.ifPresent(c -> {
            float[] parameters = Arrays.copyOfRange(c.parameters().array(), c.parameters().offset(),
                    c.parameters().offset() + c.parameters().length());
            if (!Arrays.equals(parameters, reference.version(found))) {
                throw new AssertionError("the checkpoint of version " + found + " has other bits");
            }
        });
    }

    private boolean isUndamaged(Said checkpoint) {
        return !disk.isDamaged(checkpoint.file("json")) && !disk.isDamaged(checkpoint.file("safetensors"));
    }
}
