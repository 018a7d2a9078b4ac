package dev.lockstep.common.checkpoint;

import dev.lockstep.common.tensor.Shape;
import dev.lockstep.common.tensor.Storage;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Small checkpoints for tests; every value follows from the step. */
final class Checkpoints {

    static final List<TensorEntry> LAYOUT = List.of(new TensorEntry("dense1.weight", Shape.of(4, 5), 0),
            new TensorEntry("dense1.bias", Shape.of(5), 20));

    private Checkpoints() {}

    static Checkpoint of(long step, int term) {
        return of(step, term, OptionalDouble.empty());
    }

    static Checkpoint of(long step, int term, OptionalDouble validationLoss) {
        TreeMap<String, Double> memory = new TreeMap<>();
        memory.put("best_validation_loss", Double.POSITIVE_INFINITY);
        memory.put("epoch_loss_sum", 0.1 * step);
        CheckpointFacts facts = new CheckpointFacts("digits-run", term, "digits \"1\"", "ab".repeat(32), "0.1.0", -3,
                "cd".repeat(32), step, step / 10, step % 10 * 64, validationLoss.isPresent(), validationLoss, memory,
                Instant.parse("2030-01-02T03:04:05Z"));
        return new Checkpoint(facts, LAYOUT, values(step), List.of(values(step + 0.25f), values(step + 0.5f)));
    }

    private static Storage values(float first) {
        Storage values = Storage.allocate(25);
        for (int i = 0; i < values.length(); i++) {
            values.array()[i] = first + 1000 * i;
        }
        values.array()[7] = -0f;
        return values;
    }

    /** Whether two are the same, value for value. */
    static boolean same(Checkpoint one, Checkpoint other) {
        if (!one.facts().equals(other.facts()) || !one.layout().equals(other.layout())
                || one.state().size() != other.state().size() || !same(one.parameters(), other.parameters())) {
            return false;
        }
        for (int slot = 0; slot < one.state().size(); slot++) {
            if (!same(one.state().get(slot), other.state().get(slot))) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(Storage one, Storage other) {
        return ParameterHash.sha256(one).equals(ParameterHash.sha256(other));
    }
}
