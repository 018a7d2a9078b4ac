package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import dev.lockstep.common.reduce.Precision;
import dev.lockstep.common.reduce.ShardTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every key of a job file, told once: for reading, for suggestions, and for the key reference. */
final class Schema {

    static final Key<String> NAME = Key.required("name", TextKinds.shownName(),
            "Names the job; the folder of a run has it with `_` for what is no letter, digit, `.`, `_` or `-`");
    static final Key<Long> SEED = Key.withDefault("seed", NumberKinds.anyInteger(), 1L,
            "Decides splits, the order of examples, initial parameters and dropout");
    static final Key<ConfigObject> DATA = Key.required("data", new SectionKind(DataKeys.SECTION),
            "Where the examples come from");
    static final Key<ConfigList> MODEL = Key.required("model", new LayersKind(LayerKeys.SECTION),
            "The layers, first to last");
    static final Key<LossKind> LOSS = Key.required("loss", Choices.losses(), "What an example costs");
    static final Key<Reduction> REDUCTION = Key.withDefault("reduction", Choices.constants(Reduction.class),
            Reduction.MEAN,
            "How the losses of a batch become one number");
    static final Key<ConfigObject> OPTIMIZER = Key.required("optimizer", new SectionKind(OptimizerKeys.SECTION),
            "How gradients change the parameters");
    static final Key<Integer> BATCH = Key.required("batch", NumberKinds.intBetween(1, Integer.MAX_VALUE),
            "Examples in a global batch; at most the training examples");
    static final Key<Integer> SHARDS = Key.withDefault("shards", NumberKinds.intBetween(1, ShardTree.MAX_SHARDS), 8,
            "Slices of a batch, the leaves of the tree of sums; the bits of the model depend on it, never on the workers");

    static final Key<Precision> GRADIENTS = Key.withDefault("gradients", Choices.constants(Precision.class),
            Precision.F32,
            "What a shard's gradient and every sum of gradients is rounded to, and travels as: `bf16` halves the bytes that "
                    + "workers send; the bits of the model depend on it, never on the workers");

    static final Section ROOT = Section.of("", "The job", NAME, SEED, DATA, MODEL, LOSS, REDUCTION, OPTIMIZER, BATCH,
            SHARDS, GRADIENTS,
            RunKeys.STOP, RunKeys.CHECKPOINT, RunKeys.METRICS, RunKeys.WORKERS, RunKeys.AUDIT);

    private Schema() {}

    /** The file's own section first, each section before those inside it. */
    static List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        collect(ROOT, sections);
        return List.copyOf(sections);
    }

    private static void collect(Section section, List<Section> into) {
        if (into.contains(section)) {
            return;
        }
        into.add(section);
        for (Key<?> key : section.keys()) {
            inside(key.kind()).ifPresent(inner -> collect(inner, into));
        }
    }

    static Optional<Section> inside(Kind<?> kind) {
        return switch (kind) {
            case SectionKind group -> Optional.of(group.section());
            case LayersKind layers -> Optional.of(layers.section());
            default -> Optional.empty();
        };
    }

    /** Whether {@code path}, a full key, takes its text as it stands. */
    static boolean isPlainText(List<String> path) {
        List<Section> here = List.of(ROOT);
        for (int depth = 0; depth < path.size(); depth++) {
            String name = path.get(depth);
            List<Key<?>> keys = here.stream().<Key<?>>flatMap(section -> section.named(name).stream()).toList();
            if (depth == path.size() - 1) {
                return !keys.isEmpty() && keys.stream().anyMatch(key -> key.kind().isPlainText());
            }
            here = keys.stream().flatMap(key -> inside(key.kind()).stream()).toList();
        }
        return false;
    }
}
