package dev.lockstep.common.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** Which twin of the kernels runs, and why. Both give the same bits. */
public final class KernelChoice {

    private KernelChoice() {}

    /** One line for a log: the twin and the reason. */
    public static String describe() {
        return "scalar kernels";
    }

    /** Throws with words where fused multiply-add is not done in hardware: it would cost hundreds of times as much. */
    public static void requireFusedMultiplyAdd() {
        if (!"true".equals(option("UseFMA"))) {
            throw new IllegalStateException("this JVM does no fused multiply-add in hardware (-XX:-UseFMA, or a CPU"
                    + " without it), and every kernel is made of it: drop the option, or use a CPU with FMA (x86-64 from"
                    + " 2013 on, any 64-bit ARM)");
        }
    }

    /** A HotSpot option's value, or null where this VM has none of that name. */
    static String option(String name) {
        try {
            HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return vm == null ? null : vm.getVMOption(name).getValue();
        } catch (IllegalArgumentException absent) {
            return null;
        }
    }
}
