package dev.lockstep.deploy.simulation;

import dev.lockstep.worker.protocol.Event;

/** Events and effects in a transcript. */
final class Words {

    private static final int LONGEST = 240;

    private Words() {}

    static String of(Object record) {
        if (record instanceof Event.Welcomed welcomed) {
            return "Welcomed[term=" + welcomed.welcome().getTerm() + "]";
        }
        String words = record.toString().replace('\n', ' ');
        return words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    }
}
