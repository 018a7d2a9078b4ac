package dev.lockstep.common.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lockstep.common.checkpoint.ParameterHash;
import dev.lockstep.common.job.OptimizerSpec;
import dev.lockstep.common.job.ScheduleSpec;
import dev.lockstep.common.tensor.Philox;
import dev.lockstep.common.tensor.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OptimizerTest {

    private static final Map<String, OptimizerSpec.Rule> RULES = new LinkedHashMap<>();
    private static final Map<String, String> KNOWN_HASHES = new LinkedHashMap<>();

    static {
        RULES.put("sgd", new OptimizerSpec.Sgd(0, false, 0));
        RULES.put("sgd-decay", new OptimizerSpec.Sgd(0, false, 0.1));
        RULES.put("momentum", new OptimizerSpec.Sgd(0.9, false, 0));
        RULES.put("nesterov", new OptimizerSpec.Sgd(0.9, true, 0.01));
        RULES.put("adam", new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0));
        RULES.put("adam-decay", new OptimizerSpec.Adam(0.8, 0.95, 1e-6, 0.1));
        RULES.put("adamw", new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.1));
        RULES.put("clipped", new OptimizerSpec.Sgd(0.9, false, 0));
        KNOWN_HASHES.put("sgd", "36054f68212d382a");
        KNOWN_HASHES.put("sgd, clipped", "1c717f3ea034d6a8");
        KNOWN_HASHES.put("sgd-decay", "11c21a55d1c21800");
        KNOWN_HASHES.put("sgd-decay, clipped", "4ea1b44277a1f219");
        KNOWN_HASHES.put("momentum", "56a59271e3bd3eef");
        KNOWN_HASHES.put("momentum, clipped", "a14ce8976a58bb9c");
        KNOWN_HASHES.put("nesterov", "0846a9dd59b68fab");
        KNOWN_HASHES.put("nesterov, clipped", "dd1fc75bf18689e0");
        KNOWN_HASHES.put("adam", "86d2c190fa25523f");
        KNOWN_HASHES.put("adam, clipped", "36081f901278aec1");
        KNOWN_HASHES.put("adam-decay", "cae335369901253d");
        KNOWN_HASHES.put("adam-decay, clipped", "1efba4de7a5cf1e5");
        KNOWN_HASHES.put("adamw", "3afa35374dc619a7");
        KNOWN_HASHES.put("adamw, clipped", "3eff6d1d713df0d5");
    }

    @Test
    void everyOptimizerMovesAsPyTorchs() throws IOException {
        float[] curvature = {1, 10, 0.1f};
        float[] target = {1, -2, 0.5f};
        float weight = 7;
        for (String name : RULES.keySet()) {
            double[] expected = golden(name);
            OptimizerSpec.Rule rule = RULES.get(name);
            Model model = new Model(rule, 0.5f, 0.25f, -3);
            double rate = rule instanceof OptimizerSpec.Sgd ? 0.05 : 0.1;
            for (int step = 0; step < expected.length / 3; step++) {
                Storage sum = Storage.allocate(3);
                for (int i = 0; i < 3; i++) {
                    sum.array()[i] = weight * curvature[i] * (model.parameters[i] - target[i]);
                }
                float clip = name.equals("clipped")
                        ? GlobalNorm.clipFactor(GlobalNorm.ofGradient(List.of(sum), weight), 1.5)
                        : 1;
                model.step(step, rate, new StepScale(weight, clip), sum, 0, 3);
                model.commit();
                for (int i = 0; i < 3; i++) {
                    assertThat((double) model.parameters[i]).as("%s, step %s, element %s", name, step, i)
                            .isCloseTo(expected[3 * step + i], within(2e-5));
                }
            }
        }
    }

    @Test
    void blocksCutAnyhowGiveTheSameBits() {
        int n = 5003;
        Random random = new Random(3);
        for (OptimizerSpec.Rule rule : RULES.values()) {
            float[] start = new float[n];
            for (int i = 0; i < n; i++) {
                start[i] = (float) random.nextGaussian();
            }
            Model whole = new Model(rule, start);
            Model cut = new Model(rule, start);
            for (int step = 0; step < 3; step++) {
                float[] gradient = new float[n + 17];
                for (int i = 0; i < n; i++) {
                    gradient[i] = (float) random.nextGaussian() * 50;
                }
                StepScale scale = new StepScale(13, 0.75f);
                whole.step(step, 0.01, scale, new Storage(gradient, 0, n), 0, n);
                for (int end = n; end > 0;) {
                    int from = Math.max(0, end - 1 - random.nextInt(700));
                    cut.step(step, 0.01, scale, new Storage(gradient, from, end - from), from, end);
                    end = from;
                }
                whole.commit();
                cut.commit();
            }
            assertThat(bits(cut.parameters)).as("%s", rule).isEqualTo(bits(whole.parameters));
            for (int slot = 0; slot < whole.state.length; slot++) {
                assertThat(bits(cut.state[slot])).isEqualTo(bits(whole.state[slot]));
            }
        }
    }

    @Test
    void bitsAreThoseOfTheOrderOfRoundingsThatIsWrittenDown() {
        Random random = new Random(4);
        int n = 300;
        float[] start = new float[n];
        float[] sum = new float[n];
        for (int i = 0; i < n; i++) {
            start[i] = (float) random.nextGaussian();
            sum[i] = (float) random.nextGaussian() * 9;
        }
        Model nesterov = new Model(new OptimizerSpec.Sgd(0.9, true, 0.01), start);
        Model adamW = new Model(new OptimizerSpec.AdamW(0.9, 0.999, 1e-8, 0.1), start);
        nesterov.step(0, 0.05, new StepScale(7, 0.5f), new Storage(sum, 0, n), 0, n);
        adamW.step(0, 0.05, new StepScale(7, 0.5f), new Storage(sum, 0, n), 0, n);
        for (int i = 0; i < n; i++) {
            float mean = (sum[i] / 7f) * 0.5f;
            float g = mean + 0.01f * start[i];
            float v = 0.9f * 0f + g;
            assertThat(nesterov.nextParameters[i]).isEqualTo(start[i] - 0.05f * (g + 0.9f * v));
            float m = 0f + mean * (float) (1 - 0.9);
            float square = 0.999f * 0f + (float) (1 - 0.999) * mean * mean;
            float size = (float) (0.05 / (1 - 0.9));
            float root = (float) StrictMath.sqrt(1 - 0.999);
            float denominator = (float) Math.sqrt(square) / root + 1e-8f;
            float kept = start[i] * (float) (1 - 0.05 * 0.1);
            assertThat(adamW.nextParameters[i]).isEqualTo(kept - size * (m / denominator));
        }
    }

    /** Long enough to run compiled, so that other JVM options and CPUs are compared too. */
    @Test
    void manyStepsGiveTheKnownHash() {
        Map<String, String> hashes = new LinkedHashMap<>();
        RULES.forEach((name, rule) -> {
            if (!name.equals("clipped")) {
                hashes.put(name, hashOfManySteps(rule, OptionalDouble.empty()));
                hashes.put(name + ", clipped", hashOfManySteps(rule, OptionalDouble.of(20)));
            }
        });
        assertThat(hashes).containsExactlyEntriesOf(KNOWN_HASHES);
    }

    private static String hashOfManySteps(OptimizerSpec.Rule rule, OptionalDouble clipNorm) {
        int n = 3001;
        int[] random = new int[Philox.BLOCK_INTS];
        Model model = new Model(rule, new float[n]);
        float[] gradient = new float[n];
        for (int step = 0; step < 150; step++) {
            for (int i = 0; i < n; i++) {
                if (i % random.length == 0) {
                    Philox.block(1, step, i, random);
                }
                gradient[i] = 20 * Philox.toUnit(random[i % random.length]) - 9;
            }
            Storage sum = new Storage(gradient, 0, n);
            float clip = clipNorm.isEmpty()
                    ? 1
                    : GlobalNorm.clipFactor(GlobalNorm.ofGradient(List.of(sum), 11), clipNorm.getAsDouble());
            model.step(step, 0.01, new StepScale(11, clip), sum, 0, n);
            model.commit();
        }
        return ParameterHash.sha256(new Storage(model.parameters, 0, n)).substring(0, 16);
    }

    @Test
    void theOldVersionStaysAsItWas() {
        for (OptimizerSpec.Rule rule : RULES.values()) {
            Model model = new Model(rule, 1, 2, 3);
            Storage sum = new Storage(new float[]{4, 5, 6}, 0, 3);
            model.step(0, 0.1, StepScale.of(2), sum, 0, 3);
            assertThat(model.parameters).containsExactly(1, 2, 3);
            assertThat(List.of(model.state)).allSatisfy(s -> assertThat(s).containsOnly(0));
            assertThat(sum.array()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void vectorsThatDoNotFitAreRefused() {
        Storage three = Storage.allocate(3);
        assertThatThrownBy(
                () -> new BlockUpdate(three, Storage.allocate(4), List.of(), Storage.allocate(3), List.of()))
                .hasMessageContaining("gradient 4 at 0");
        assertThatThrownBy(() -> new BlockUpdate(three, three, List.of(), new Storage(new float[4], 1, 3), List.of()))
                .hasMessageContaining("next parameters 3 at 1");
        assertThatThrownBy(() -> StepScale.of(0)).hasMessageContaining("got 0.0");
        assertThatThrownBy(() -> StepScale.of(Double.NaN)).hasMessageContaining("NaN");
    }

    static double[] golden(String name) throws IOException {
        try (var in = OptimizerTest.class.getResourceAsStream("pytorch.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(line -> line.split(" "))
                    .filter(words -> words[0].equals(name))
                    .flatMapToDouble(words -> Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble))
                    .toArray();
        }
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length).map(i -> Float.floatToRawIntBits(values[i])).toArray();
    }

    /** Two versions of parameters and state. */
    private static final class Model {

        private final Optimizer optimizer;
        private float[] parameters;
        private float[] nextParameters;
        private float[][] state;
        private float[][] nextState;

        Model(OptimizerSpec.Rule rule, float... start) {
            optimizer = Optimizer.create(
                    new OptimizerSpec(rule, 1, new ScheduleSpec.Constant(0), OptionalDouble.empty()));
            parameters = start.clone();
            nextParameters = new float[start.length];
            state = new float[optimizer.stateSlots()][start.length];
            nextState = new float[optimizer.stateSlots()][start.length];
        }

        void step(long step, double rate, StepScale scale, Storage sum, int from, int to) {
            optimizer.step(step, rate, scale,
                    new BlockUpdate(new Storage(parameters, from, to - from), sum, slices(state, from, to),
                            new Storage(nextParameters, from, to - from), slices(nextState, from, to)));
        }

        void commit() {
            float[] old = parameters;
            parameters = nextParameters;
            nextParameters = old;
            float[][] oldState = state;
            state = nextState;
            nextState = oldState;
        }

        private static List<Storage> slices(float[][] vectors, int from, int to) {
            return Arrays.stream(vectors).map(v -> new Storage(v, from, to - from)).toList();
        }
    }
}
