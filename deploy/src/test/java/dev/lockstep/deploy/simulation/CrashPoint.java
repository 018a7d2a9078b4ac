package dev.lockstep.deploy.simulation;

/**
 * Where one process dies once: before or after an effect of its first life, counted from 0.
 *
 * @param slot of the process
 */
record CrashPoint(String slot, int effect, boolean before) {

    static final CrashPoint NONE = new CrashPoint("nobody", -1, true);

    boolean isAt(SimProcess process, int number, boolean beforeIt) {
        return number == effect && before == beforeIt && process.name().equals(slot + ".1");
    }

    @Override
    public String toString() {
        return slot + (before ? " before " : " after ") + effect;
    }

    /** As {@link #toString} writes it. */
    static CrashPoint parse(String text) {
        String[] words = text.trim().split("\\s+");
        return new CrashPoint(words[0], Integer.parseInt(words[2]), words[1].equals("before"));
    }
}
