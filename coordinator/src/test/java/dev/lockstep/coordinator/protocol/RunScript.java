package dev.lockstep.coordinator.protocol;

import dev.lockstep.common.job.Reduction;
import dev.lockstep.common.job.StopSpec;
import dev.lockstep.common.reduce.EvaluationPlan;
import dev.lockstep.common.reduce.Node;
import dev.lockstep.common.reduce.Scalars;
import dev.lockstep.common.reduce.ShardCut;
import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.common.reduce.ShardTree;
import dev.lockstep.common.wire.ControlVersion;
import dev.lockstep.proto.DataPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Plays a run that is written down as text against a protocol. A line that is not indented is an event; what the
 * protocol does about it follows, indented, in order. {@code README.md} beside the scripts tells the words.
 */
final class RunScript {

    private static final String INDENT = "    ";
    private static final String ANSWER = "answer";

    private final List<String> played = new ArrayList<>();
    private final Map<String, ShardRange> assigned = new HashMap<>();
    private final Map<String, Long> assignments = new HashMap<>();
    private final Map<String, List<Effect.Order>> orders = new HashMap<>();
    private final Set<Effect.Order> obeyed = new HashSet<>();
    private final Set<String> finished = new LinkedHashSet<>();
    private RunPlan plan;
    private CoordinatorProtocol protocol;
    private ReducedSums reduced;
    private long nowNs;
    private List<String> effects = new ArrayList<>();

    /** The script as it went: equal to {@code script} if all was as expected. */
    static String play(String script) {
        RunScript run = new RunScript();
        for (String line : script.lines().toList()) {
            if (!line.startsWith(" ") || line.isBlank()) {
                run.line(line);
            }
        }
        return String.join("\n", run.played) + "\n";
    }

    private void line(String line) {
        played.add(line);
        if (line.isBlank() || line.startsWith("#")) {
            return;
        }
        effects = new ArrayList<>();
        Words words = new Words(line);
        String verb = words.next();
        if (verb.equals("plan")) {
            plan = plan(words);
            protocol = new CoordinatorProtocol(plan, nowNs);
            reduced = new ReducedSums(plan);
        } else if (verb.equals("tick")) {
            tick(words);
        } else if (verb.equals("pause")) {
            nowNs += nanos(words.next());
            on(new Event.Tick());
        } else if (verb.equals("gone")) {
            finished.forEach(worker -> on(new Event.Detached(worker, "the run is over")));
        } else if (verb.equals("train") || verb.equals("obey")) {
            many(verb, words);
        } else {
            on(event(verb, words));
        }
        flush();
    }

    private void on(Event event) {
        List<Event> next = new ArrayList<>();
        for (Effect effect : protocol.on(event, nowNs)) {
            if (effect instanceof Effect.Assign assign) {
                assigned.put(assign.worker(), assign.range());
                assignments.put(assign.worker(), assign.assignment());
            } else if (effect instanceof Effect.Order order && !ordersOf(order.worker()).contains(order)) {
                ordersOf(order.worker()).add(order);
            } else if (effect instanceof Effect.Finish finish) {
                finished.add(finish.worker());
            } else if (effect instanceof Effect.Unaudited unaudited) {
                next.addAll(reduced.waive(unaudited.step()));
            }
            effects.add(EffectText.of(effect));
        }
        next.forEach(this::on);
    }

    /** Time passes in ticks, while the workers named by {@code heard=w1,w2} send heartbeats. */
    private void tick(Words words) {
        long left = nanos(words.next());
        List<String> heard = List.of(words.option("heard", "").split(","));
        while (left > 0) {
            nowNs += Math.min(left, Deadlines.TICK_NS);
            left -= Deadlines.TICK_NS;
            heard.forEach(worker -> on(heard(worker, "")));
            on(new Event.Tick());
        }
    }

    /** A heartbeat of a worker that has heard all; but not an assignment, or an order, if it {@code lacks} one. */
    private Event heard(String worker, String lacks) {
        List<Long> heard = ordersOf(worker).stream().map(Effect.Order::order).toList();
        long assignment = lacks.equals("assignment") ? 0 : assignments.getOrDefault(worker, 0L);
        return new Event.Heard(worker, assignment, lacks.equals("orders") ? List.of() : heard);
    }

    private List<Effect.Order> ordersOf(String worker) {
        return orders.computeIfAbsent(worker, _ -> new ArrayList<>());
    }

    private Event event(String verb, Words words) {
        return switch (verb) {
            case "hello" -> new Event.Hello(words.next(), (int) words.number("protocol", ControlVersion.CURRENT),
                    words.option("release", plan.release()), "host", words.number("process", 1),
                    (int) words.number("slots", 1));
            case "ready" -> new Event.Ready(words.next(), (int) words.number("term", plan.term()),
                    words.option("answer", ANSWER));
            case "attach" -> new Event.Attached(words.next());
            case "lose" -> new Event.Detached(words.next(), "connection reset");
            case "heard" -> heard(words.next(), words.has("lacks") ? words.option("lacks", "") : "");
            case "unwritten" -> new Event.WritingFailed(words.rest());
            case "failed" -> new Event.WorkerFailed(words.next(),
                    Event.Failure.valueOf(words.next().toUpperCase(Locale.ROOT)), words.rest());
            case "leave" -> new Event.WorkerLeft(words.next());
            case "suspect" -> new Event.Suspected(words.next(), words.rest());
            case "stepped" -> new Event.BlockStepped(words.nextLong(), (int) words.nextLong(),
                    Integer.parseUnsignedInt(words.option("digest", "0"), 16));
            case "copied" -> new Event.Copied(words.nextLong());
            case "checkpointed" -> new Event.CheckpointWritten(words.nextLong(),
                    Optional.of(words.rest()).filter(s -> !s.isEmpty()));
            case "notfinite" -> new Event.NotFinite(words.nextLong(), (int) words.nextLong(), words.rest());
            case "whole" -> new Event.Whole(words.nextLong());
            case "stop" -> new Event.StopRequested();
            case "abort" -> new Event.Aborted(Outcome.of(RunStatus.FAILED, words.rest()));
            case "written" -> new Event.Written(Optional.of(words.rest()).filter(s -> !s.isEmpty()));
            default -> throw new IllegalArgumentException("no such event: " + verb);
        };
    }

    /**
     * {@code train w1 0 loss=2}: the partials of a worker's range, one per aligned subtree, scalars first. So
     * {@code obey w1 train 0}, of what it was ordered besides and has not answered.
     */
    private void many(String verb, Words words) {
        String worker = words.next();
        DataPart part = verb.equals("train") ? DataPart.TRAIN : DataPart.valueOf(words.next().toUpperCase(Locale.ROOT));
        long version = words.nextLong();
        double loss = Double.parseDouble(words.option("loss", "1"));
        double accuracy = Double.parseDouble(words.option("accuracy", "0.5"));
        int layer = (int) words.number("layer", -1);
        String only = words.option("only", "");
        List<ShardRange> ranges = verb.equals("train") ? List.of(assigned.get(worker)) : ordered(worker, version, part);
        int examples = switch (part) {
            case VALIDATION -> plan.validation();
            case TEST -> plan.test();
            default -> plan.examples(version);
        };
        ShardTree tree = part == DataPart.TRAIN ? new ShardTree(plan.shards()) : new EvaluationPlan(examples).tree();
        List<Node> nodes = ranges.stream().flatMap(range -> tree.plan(range).nodes().stream()).toList();
        for (Node node : only.equals("sums") ? List.<Node>of() : nodes) {
            ShardRange covered = tree.covered(node);
            int weight = part == DataPart.TRAIN
                    ? ShardCut.start(covered.hi(), examples, plan.shards())
                            - ShardCut.start(covered.lo(), examples, plan.shards())
                    : Math.min(examples, covered.hi() * EvaluationPlan.SHARD_EXAMPLES)
                            - covered.lo() * EvaluationPlan.SHARD_EXAMPLES;
            on(new Event.ScalarsArrived(worker, version, part, node,
                    new Scalars(loss * weight, weight, accuracy * weight, layer)));
        }
        for (Node node : part != DataPart.TRAIN || only.equals("scalars") ? List.<Node>of() : nodes) {
            reduced.come(worker, version, node, (int) words.number("bits", 0)).forEach(this::on);
        }
    }

    private List<ShardRange> ordered(String worker, long version, DataPart part) {
        return ordersOf(worker).stream().filter(o -> o.version() == version && o.part() == part && obeyed.add(o))
                .flatMap(o -> o.ranges().stream()).toList();
    }

    private static RunPlan plan(Words words) {
        return new RunPlan((int) words.number("expect", 1), words.option("fail-fast", "no").equals("yes"),
                nanos(words.option("deadline", "60s")), (int) words.number("term", 1), "1.0",
                Optional.of(words.option("answer", ANSWER)).filter(s -> !s.equals("none")),
                (int) words.number("train", 8), (int) words.number("validation", 0), (int) words.number("test", 0),
                (int) words.number("batch", 4), (int) words.number("shards", 4),
                words.number("parameters", 100), (int) words.number("blocks", 1),
                Reduction.valueOf(words.option("reduction", "mean").toUpperCase(Locale.ROOT)),
                words.option("accuracy", "no").equals("yes"),
                new StopSpec(integer(words, "epochs"),
                        words.has("steps") ? OptionalLong.of(words.number("steps", 0)) : OptionalLong.empty(),
                        real(words, "loss-below"), integer(words, "patience"), real(words, "loss-above")),
                List.of("dense1", "dense2"), new CheckpointPlan(
                        words.has("every-steps")
                                ? OptionalLong.of(words.number("every-steps", 0))
                                : OptionalLong.empty(),
                        words.option("on-failure", "warn").equals("stop")),
                Double.parseDouble(words.option("audit", "0")), 1, start(words));
    }

    /** {@code from=4 evaluated=yes best=2 receipt=5:0}. */
    private static Start start(Words words) {
        if (!words.has("from")) {
            return Start.FRESH;
        }
        boolean evaluated = words.option("evaluated", "yes").equals("yes");
        NavigableMap<Long, Integer> receipts = new TreeMap<>();
        if (words.has("receipt")) {
            String[] receipt = words.option("receipt", "").split(":");
            receipts.put(Long.parseLong(receipt[0]), Integer.parseUnsignedInt(receipt[1], 16));
        }
        return new Start(words.number("from", 0), evaluated, new CourseMemory(
                Double.parseDouble(words.option("epoch-sum", "0")),
                Double.parseDouble(words.option("epoch-weight", "0")),
                Double.parseDouble(words.option("train-loss", "1")),
                Double.parseDouble(words.option("best", "Infinity")),
                (int) words.number("without-gain", 0), real(words, "validation-loss")), receipts);
    }

    private static OptionalInt integer(Words words, String key) {
        return words.has(key) ? OptionalInt.of((int) words.number(key, 0)) : OptionalInt.empty();
    }

    private static OptionalDouble real(Words words, String key) {
        return words.has(key) ? OptionalDouble.of(Double.parseDouble(words.option(key, ""))) : OptionalDouble.empty();
    }

    private static long nanos(String duration) {
        return duration.endsWith("ms")
                ? TimeUnit.MILLISECONDS.toNanos(Long.parseLong(duration.substring(0, duration.length() - 2)))
                : TimeUnit.SECONDS.toNanos(Long.parseLong(duration.substring(0, duration.length() - 1)));
    }

    /** What is done again and again while time passes is written once. */
    private void flush() {
        Map<String, Integer> repeated = new HashMap<>();
        effects.stream().filter(RunScript::isRepeated).forEach(e -> repeated.merge(e, 1, Integer::sum));
        for (String effect : effects) {
            if (!isRepeated(effect)) {
                played.add(INDENT + effect);
            } else if (repeated.containsKey(effect)) {
                int times = repeated.remove(effect);
                played.add(INDENT + effect + (times > 1 ? " x" + times : ""));
            }
        }
    }

    private static boolean isRepeated(String effect) {
        return effect.startsWith("beat ") || effect.startsWith("finish ");
    }

    /** The words of a line; {@code key=value} are options. */
    private static final class Words {

        private final List<String> plain = new ArrayList<>();
        private final Map<String, String> options = new HashMap<>();

        Words(String line) {
            for (String word : line.strip().split("\\s+")) {
                int equals = word.indexOf('=');
                if (equals > 0) {
                    options.put(word.substring(0, equals), word.substring(equals + 1));
                } else {
                    plain.add(word);
                }
            }
        }

        String next() {
            return plain.removeFirst();
        }

        long nextLong() {
            return Long.parseLong(next());
        }

        String rest() {
            return String.join(" ", plain);
        }

        boolean has(String key) {
            return options.containsKey(key);
        }

        String option(String key, String otherwise) {
            return options.getOrDefault(key, otherwise);
        }

        long number(String key, long otherwise) {
            return has(key) ? Long.parseLong(options.get(key)) : otherwise;
        }
    }
}
