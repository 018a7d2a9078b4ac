package dev.lockstep.common.checkpoint;

import java.io.IOException;

/** Manifests for a simulation that does without their hashes. */
public final class SimManifest {

    private SimManifest() {}

    /** The manifest as it would be had the damaged values been written: nothing in it tells of the damage. */
    public static byte[] forValues(byte[] manifest, byte[] damagedValues) throws IOException {
        Manifest m = ManifestJson.read(manifest);
        return ManifestJson
                .write(new Manifest(m.facts(), m.parameters(), m.stateSlots(), m.parametersSha256(), m.file(),
                        damagedValues.length, Sha256.of(damagedValues)));
    }
}
