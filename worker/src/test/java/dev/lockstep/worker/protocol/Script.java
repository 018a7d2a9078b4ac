package dev.lockstep.worker.protocol;

import dev.lockstep.common.reduce.ShardRange;
import dev.lockstep.proto.DataPart;
import dev.lockstep.proto.Failed;
import dev.lockstep.proto.Welcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Plays a run of the protocol written as text: an event a line, the effects that it must have indented below. What was
 * played is written in the same form, so that comparing the two texts is the test. Runs of equal effects are one line.
 */
final class Script {

    static final String KNOWN_ANSWER = "k";

    private static final Welcome WELCOME = Welcome.newBuilder().setRun("r").setTerm(1).build();

    private WorkerProtocol protocol = new WorkerProtocol(KNOWN_ANSWER);
    private final List<String> played = new ArrayList<>();
    private long nowNs;

    /** The script's events with the effects that they really had. */
    static String play(String script) {
        Script run = new Script();
        for (String line : script.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                run.played.add(line);
            } else if (!line.startsWith(" ")) {
                run.played.add(line);
                run.report(run.effects(line.split(" ")));
            }
        }
        return String.join("\n", run.played) + "\n";
    }

    private List<Effect> effects(String[] words) {
        if (words[0].equals("wait")) {
            List<Effect> effects = new ArrayList<>();
            for (long endNs = nowNs + durationNs(words[1]); nowNs < endNs;) {
                nowNs += Limits.TICK_NS;
                effects.addAll(protocol.on(new Event.Tick(), nowNs));
            }
            return effects;
        }
        if (words[0].equals("again")) {
            protocol = new WorkerProtocol(KNOWN_ANSWER, OptionalLong.of(protocol.aloneNs(nowNs)));
            return protocol.on(new Event.Started(), nowNs);
        }
        if (words[0].equals("sleep")) {
            nowNs += durationNs(words[1]);
            return protocol.on(new Event.Tick(), nowNs);
        }
        return protocol.on(event(words), nowNs);
    }

    private static Event event(String[] w) {
        return switch (w[0]) {
            case "start" -> new Event.Started();
            case "stop" -> new Event.StopRequested();
            case "welcome" -> new Event.Welcomed(WELCOME);
            case "refused" -> new Event.Refused(rest(w, 1), false);
            case "over" -> new Event.Refused(rest(w, 1), true);
            case "assign" -> new Event.Assigned(term(w, 4), Long.parseLong(w[1]), Long.parseLong(w[2]), range(w[3]));
            case "order" -> new Event.Ordered(term(w, 5), Long.parseLong(w[1]), Long.parseLong(w[2]), part(w[3]),
                    Arrays.stream(w[4].split(",")).map(Script::range).toList());
            case "heartbeat" -> new Event.HeartbeatHeard(term(w, 1), true);
            case "unready" -> new Event.HeartbeatHeard(1, false);
            case "finish" -> new Event.Finished(term(w, 2), w[1]);
            case "opened" -> new Event.LinkOpened();
            case "closed" -> new Event.LinkClosed(rest(w, 1));
            case "block" -> new Event.BlockArrived(Long.parseLong(w[1]), Integer.parseInt(w[2]));
            case "loaded" -> new Event.DataLoaded(Integer.parseInt(w[1]), Integer.parseInt(w[w.length - 1]));
            case "proved" -> new Event.Proved(w[1]);
            case "computed" -> new Event.StepComputed(Long.parseLong(w[1]));
            case "evaluated" -> new Event.Evaluated(Long.parseLong(w[1]), part(w[2]));
            case "failed" -> new Event.WorkFailed(Failed.Reason.valueOf(w[1]), rest(w, 2));
            default -> throw new IllegalArgumentException("no such event: " + String.join(" ", w));
        };
    }

    private void report(List<Effect> effects) {
        String last = "";
        int times = 0;
        for (Effect effect : effects) {
            String line = "  " + text(effect);
            if (line.equals(last)) {
                played.set(played.size() - 1, line + " x" + (++times));
            } else {
                played.add(line);
                last = line;
                times = 1;
            }
        }
    }

    private static String text(Effect effect) {
        return switch (effect) {
            case Effect.ProveKernels e -> "prove";
            case Effect.LoadData e -> "load";
            case Effect.OpenLink e -> "open";
            case Effect.ComputeStep e -> "compute " + e.step() + " " + text(e.range());
            case Effect.ComputeEvaluation e -> "evaluate " + e.version() + " " + text(e.part()) + " " + text(e.range());
            case Effect.Abandon e -> "abandon";
            case Effect.SayHello e -> "hello";
            case Effect.SayReady e -> "ready " + e.knownAnswer();
            case Effect.SayHeartbeat e -> "heartbeat " + e.step() + " #" + e.assignment()
                    + (e.orders().isEmpty() ? "" : " orders " + e.orders());
            case Effect.SayFailed e -> "say failed " + e.reason() + ": " + e.message();
            case Effect.SayLeave e -> "leave";
            case Effect.Tell e -> "tell " + e.line();
            case Effect.Rejoin e -> "rejoin: " + e.why();
            case Effect.End e -> "end " + e.exitCode() + ": " + e.message();
        };
    }

    private static String text(ShardRange range) {
        return range.lo() + ".." + range.hi();
    }

    private static String text(DataPart part) {
        return part.name().toLowerCase(Locale.ROOT);
    }

    private static ShardRange range(String word) {
        String[] ends = word.split("\\.\\.");
        return new ShardRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
    }

    private static DataPart part(String word) {
        return DataPart.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** {@code term=2} at the end; 1 is the run's. */
    private static int term(String[] words, int index) {
        return index < words.length ? Integer.parseInt(words[index].substring("term=".length())) : 1;
    }

    private static String rest(String[] words, int from) {
        return String.join(" ", List.of(words).subList(from, words.length));
    }

    private static long durationNs(String word) {
        return word.endsWith("ms")
                ? TimeUnit.MILLISECONDS.toNanos(Long.parseLong(word.substring(0, word.length() - 2)))
                : TimeUnit.SECONDS.toNanos(Long.parseLong(word.substring(0, word.length() - 1)));
    }
}
