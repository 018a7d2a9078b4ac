package dev.lockstep.common.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** What a network should give for each example. */
sealed interface HeldTargets {

    /** Values of an example. */
    int width();

    void digest(MessageDigest into);

    /** Examples to predict for: nothing is known. */
    record None() implements HeldTargets {

        @Override
        public int width() {
            return 0;
        }

        @Override
        public void digest(MessageDigest into) {
            into.update((byte) 'n');
        }
    }

    record Classes(int[] labels) implements HeldTargets {

        @Override
        public int width() {
            return 1;
        }

        @Override
        public void digest(MessageDigest into) {
            into.update((byte) 'c');
            ByteBuffer number = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int label : labels) {
                into.update(number.clear().putInt(label).flip());
            }
        }
    }

    record Numbers(float[] values, int width) implements HeldTargets {

        @Override
        public void digest(MessageDigest into) {
            into.update((byte) 'v');
            Features.digestFloats(values, into);
        }
    }
}
