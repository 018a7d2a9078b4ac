package dev.lockstep.coordinator.status;

import dev.lockstep.common.checkpoint.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A place between the lines of a journal, found by bisection: the steps of a journal never fall, and a run that goes on must
 * not wait for the reading of all that it has done.
 *
 * @param offset     the byte at which the next whole line begins, or the last one ends
 * @param stepBefore of the line before, -1 if there is none
 */
record JournalPlace(long offset, long stepBefore) {

    /** What is read line by line in the end. */
    private static final int NEAR_BYTES = 1 << 12;

    /** Behind all lines of steps up to {@code step}. */
    static JournalPlace after(Disk disk, Path file, long step) throws IOException {
        JournalPlace place = new JournalPlace(0, -1);
        // The first line that begins after this byte is of a later step, or there is none.
        long later = disk.sizeBytes(file);
        while (later - place.offset > NEAR_BYTES) {
            long middle = (place.offset + later) >>> 1;
            try (JournalReader reader = new JournalReader(disk, file, middle)) {
                reader.nextLine();
                Optional<JournalLine> line = reader.next();
                if (line.isEmpty() || reader.lineStart() > later || line.get().step() > step) {
                    later = middle;
                } else {
                    place = new JournalPlace(reader.lineEnd(), line.get().step());
                }
            }
        }
        try (JournalReader reader = new JournalReader(disk, file, place.offset)) {
            for (Optional<JournalLine> line = reader.next(); line.isPresent(); line = reader.next()) {
                if (line.get().step() > step) {
                    break;
                }
                place = new JournalPlace(reader.lineEnd(), line.get().step());
            }
        }
        return place;
    }
}
