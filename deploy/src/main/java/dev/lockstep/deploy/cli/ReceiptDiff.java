package dev.lockstep.deploy.cli;

import dev.lockstep.common.checkpoint.Disk;
import dev.lockstep.coordinator.status.JournalLine;
import dev.lockstep.coordinator.status.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The receipts of two runs, step by step, as far as both have them.
 *
 * @param equalUpTo  last step with receipts of both that is equal; 0 for none
 * @param difference the first one, if there is any
 * @param lastSteps  the last step of each run with a receipt; after a difference, the one compared
 */
record ReceiptDiff(long equalUpTo, Optional<Difference> difference, long[] lastSteps) {

    /**
     * The first step after which the parameters differ.
     *
     * @param blocks how many are compared: what both have
     * @param block  the first that differs; empty if they are cut in other ways
     */
    record Difference(long step, OptionalInt block, int differing, int blocks, int one, int other) {}

    static ReceiptDiff of(Path one, Path other) throws IOException {
        try (Receipts left = new Receipts(one); Receipts right = new Receipts(other)) {
            long equalUpTo = 0;
            while (left.line.isPresent() && right.line.isPresent()) {
                JournalLine a = left.line.get();
                JournalLine b = right.line.get();
                if (a.step() < b.step()) {
                    left.next();
                } else if (b.step() < a.step()) {
                    right.next();
                } else if (a.digest().equals(b.digest())) {
                    equalUpTo = a.step();
                    left.next();
                    right.next();
                } else {
                    return new ReceiptDiff(equalUpTo, Optional.of(difference(a, b)), lasts(left, right));
                }
            }
            left.skipRest();
            right.skipRest();
            return new ReceiptDiff(equalUpTo, Optional.empty(), lasts(left, right));
        }
    }

    private static long[] lasts(Receipts left, Receipts right) {
        return new long[]{left.last, right.last};
    }

    private static Difference difference(JournalLine a, JournalLine b) {
        int blocks = Math.min(a.blocks().length, b.blocks().length);
        OptionalInt first = OptionalInt.empty();
        int differing = 0;
        for (int block = 0; block < blocks && a.blocks().length == b.blocks().length; block++) {
            if (a.blocks()[block] != b.blocks()[block]) {
                differing++;
                first = first.isPresent() ? first : OptionalInt.of(block);
            }
        }
        return new Difference(a.step(), first, differing, blocks, a.digest().getAsInt(), b.digest().getAsInt());
    }

    /** The lines of steps with a receipt. */
    private static final class Receipts implements AutoCloseable {

        private final JournalReader reader;
        private Optional<JournalLine> line = Optional.empty();
        private long last;

        Receipts(Path file) throws IOException {
            this.reader = new JournalReader(Disk.REAL, file);
            next();
        }

        void next() throws IOException {
            do {
                line = reader.next();
            } while (line.isPresent() && (!line.get().isStep() || line.get().digest().isEmpty()));
            line.ifPresent(found -> last = found.step());
        }

        void skipRest() throws IOException {
            while (line.isPresent()) {
                next();
            }
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
