package dev.lockstep.bench.scale;

import java.util.Map;

/** Constants that are easy to reckon with. */
final class Fixtures {

    static final double ONE_WAY_S_PER_BYTE = 1e-9;
    static final double ADD_S_PER_BYTE = 1e-10;
    static final double STEP_S_PER_BYTE = 2e-10;
    static final double HOP_S = 50e-6;

    static final Constants CONSTANTS = new Constants("a processor", 2,
            Map.of("big", new Constants.Pass(1e-3, 200e-6), "mlp", new Constants.Pass(0, 10e-6)),
            new Constants.Exchange(2 * HOP_S, ONE_WAY_S_PER_BYTE),
            new Constants.Exchange(2 * HOP_S, 2 * ONE_WAY_S_PER_BYTE), ADD_S_PER_BYTE, STEP_S_PER_BYTE);

    private Fixtures() {}
}
