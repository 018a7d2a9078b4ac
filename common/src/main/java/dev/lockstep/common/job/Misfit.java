package dev.lockstep.common.job;

/** A value that its key cannot take. */
final class Misfit extends Exception {

    private static final long serialVersionUID = 1;

    private final String found;
    private final String suggestion;

    Misfit(String found) {
        this(found, "");
    }

    Misfit(String found, String suggestion) {
        super(found, null, false, false);
        this.found = found;
        this.suggestion = suggestion;
    }

    /** The value as a user would recognise it. */
    String found() {
        return found;
    }

    String suggestion() {
        return suggestion;
    }
}
