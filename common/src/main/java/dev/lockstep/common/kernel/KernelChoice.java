package dev.lockstep.common.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Which twin of the kernels runs, and why: chosen once, when the first kernel is used. Both give the same bits. The
 * system property {@code lockstep.kernel} ({@code vector} or {@code scalar}) overrides.
 */
public final class KernelChoice {

    private static final String PROPERTY = "lockstep.kernel";
    private static final String MODULE = "jdk.incubator.vector";
    /** The tier of C2, without which the Vector API is interpreted object by object. */
    private static final int TOP_TIER = 4;

    private static final String REASON_FOR_SCALAR = reasonForScalar();

    static final boolean VECTOR = REASON_FOR_SCALAR == null;

    private KernelChoice() {}

    /** One line for a log: the twin and the reason. */
    public static String describe() {
        return VECTOR ? "vector kernels of " + Tile.WIDE + " floats" : "scalar kernels: " + REASON_FOR_SCALAR;
    }

    /** Throws with words where fused multiply-add is not done in hardware: it would cost hundreds of times as much. */
    public static void requireFusedMultiplyAdd() {
        if ("false".equals(option("UseFMA"))) {
            throw new IllegalStateException("this JVM does no fused multiply-add in hardware (-XX:-UseFMA, or a CPU"
                    + " without it), and every kernel is made of it: drop the option, or use a CPU with FMA (x86-64 from"
                    + " 2013 on, any 64-bit ARM)");
        }
    }

    private static String reasonForScalar() {
        String wanted = System.getProperty(PROPERTY, "");
        return switch (wanted) {
            case "scalar" -> "asked for by " + PROPERTY;
            case "vector" -> {
                if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
                    throw new IllegalStateException(
                            PROPERTY + " is vector, but this JVM was started without --add-modules " + MODULE);
                }
                yield null;
            }
            case "" -> unsuited();
            default -> throw new IllegalStateException(PROPERTY + " must be vector or scalar, not " + wanted);
        };
    }

    private static String unsuited() {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "started without --add-modules " + MODULE;
        }
        if (System.getProperty("java.vm.info", "").contains("interpreted")) {
            return "the JVM only interprets";
        }
        String tier = option("TieredStopAtLevel");
        if (tier != null && Integer.parseInt(tier) < TOP_TIER) {
            return "the JVM compiles up to level " + tier + " only";
        }
        return null;
    }

    /** A HotSpot option's value, or null where this VM has none of that name. */
    private static String option(String name) {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return vm == null ? null : vm.getVMOption(name).getValue();
        } catch (IllegalArgumentException absent) {
            return null;
        }
    }
}
