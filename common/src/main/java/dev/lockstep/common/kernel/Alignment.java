package dev.lockstep.common.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Where an array lies within its cache lines. A vector of AVX-512 that is not aligned touches two lines, and tiles that
 * load a vector for every three multiplications then wait for loads: aligned panels make sums over short shards up to a
 * third faster. Java does not tell addresses, but {@code memcpy} of nothing returns where it would have copied to.
 * A collection may move the array afterwards, or the platform may have no such call: then it is slower, and nothing else.
 */
final class Alignment {

    /** Bytes of a cache line, and of the widest vector. */
    private static final int LINE_BYTES = 64;
    /** Most floats that are skipped. */
    static final int FLOATS = LINE_BYTES / Float.BYTES;

    private static final MethodHandle MEMCPY = memcpy();

    private Alignment() {}

    @SuppressWarnings("restricted")
    private static MethodHandle memcpy() {
        if (!KernelChoice.VECTOR || !Alignment.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find("memcpy").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG),
                    Linker.Option.critical(true));
        } catch (RuntimeException noSuchPlatform) {
            return null;
        }
    }

    /** Floats to skip from the beginning of an array on, so that the next one begins a line; 0 where that is unknown. */
    static int skip(MemorySegment array) {
        if (MEMCPY == null) {
            return 0;
        }
        try {
            long address = (long) MEMCPY.invokeExact(array, array, 0L);
            return (int) (-address & LINE_BYTES - 1) / Float.BYTES;
        } catch (Throwable failed) {
            throw new IllegalStateException("memcpy of nothing failed", failed);
        }
    }
}
