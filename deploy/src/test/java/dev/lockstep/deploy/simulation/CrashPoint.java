package dev.lockstep.deploy.simulation;

/**
 * Where one process dies once: before or after an effect of its first life, counted from 0.
 *
 * @param slot    of the process
 * @param machine whether its machine goes with it: then nobody is told, and nothing stays that was not forced
 */
record CrashPoint(String slot, int effect, boolean before, boolean machine) {

    static final CrashPoint NONE = new CrashPoint("nobody", -1, true, false);

    private static final String BEFORE = "before";
    private static final String MACHINE = "machine";

    boolean isAt(SimProcess process, int number, boolean beforeIt) {
        return number == effect && before == beforeIt && process.name().equals(slot + ".1");
    }

    @Override
    public String toString() {
        return slot + "-" + (before ? BEFORE : "after") + "-" + effect + "-" + (machine ? MACHINE : "process");
    }

    /** As {@link #toString} writes it. */
    static CrashPoint parse(String text) {
        String[] words = text.split("-");
        return new CrashPoint(words[0], Integer.parseInt(words[2]), words[1].equals(BEFORE), words[3].equals(MACHINE));
    }
}
