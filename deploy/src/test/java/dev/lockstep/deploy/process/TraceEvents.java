package dev.lockstep.deploy.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A file of trace events, read and checked. */
public final class TraceEvents {

    private static final BigDecimal NS_PER_US = BigDecimal.valueOf(1_000);

    /** A span, or a name of a process or thread. */
    private record Event(String kind, String name, String thread, long beganNs, long endedNs, String given) {}

    /** A span and those that are around it, outermost first. */
    private record Nested(Event span, List<Event> around) {}

    private final List<Event> events = new ArrayList<>();

    /** @throws IOException also for what is no JSON */
    public TraceEvents(Path file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                events.add(event(fields(json)));
            }
        }
    }

    /** Of an object; those of objects within have the outer name before theirs. */
    private static Map<String, String> fields(JsonParser json) throws IOException {
        Map<String, String> fields = new HashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                fields(json).forEach((inner, value) -> fields.put(name + "." + inner, value));
            } else {
                fields.put(name, json.getText());
            }
        }
        return fields;
    }

    private static Event event(Map<String, String> fields) {
        boolean span = fields.get("ph").equals("X");
        long beganNs = span ? ns(fields.get("ts")) : 0;
        return new Event(fields.get("ph"), fields.get("name"), fields.get("pid") + "/" + fields.get("tid"), beganNs,
                span ? beganNs + ns(fields.get("dur")) : 0, fields.getOrDefault("args.name", ""));
    }

    private static long ns(String us) {
        return new BigDecimal(us).multiply(NS_PER_US).longValueExact();
    }

    public Set<String> processes() {
        return events.stream().filter(e -> e.kind.equals("M") && e.name.equals("process_name")).map(Event::given)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public Set<String> names() {
        return events.stream().filter(e -> e.kind.equals("X")).map(Event::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Every thread has a name, and its spans are sorted and lie within or beside each other. */
    public void requireNested() {
        nested();
    }

    /** Of every span of a name whether it lies within one of another name. */
    public boolean allWithin(String inner, String outer) {
        return nested().stream().filter(n -> n.span.name.equals(inner))
                .allMatch(n -> n.around.stream().anyMatch(e -> e.name.equals(outer)));
    }

    private List<Nested> nested() {
        Set<String> named = events.stream().filter(e -> e.name.equals("thread_name")).map(Event::thread)
                .collect(Collectors.toSet());
        Map<String, Deque<Event>> open = new LinkedHashMap<>();
        Map<String, Long> lastNs = new HashMap<>();
        List<Nested> spans = new ArrayList<>();
        for (Event span : events.stream().filter(e -> e.kind.equals("X")).toList()) {
            assertThat(named).contains(span.thread);
            assertThat(span.beganNs).as("sorted").isGreaterThanOrEqualTo(lastNs.getOrDefault(span.thread, 0L));
            lastNs.put(span.thread, span.beganNs);
            Deque<Event> around = open.computeIfAbsent(span.thread, thread -> new ArrayDeque<>());
            while (!around.isEmpty() && around.getLast().endedNs <= span.beganNs) {
                around.removeLast();
            }
            if (!around.isEmpty()) {
                assertThat(span.endedNs).as("%s within %s", span, around.getLast())
                        .isLessThanOrEqualTo(around.getLast().endedNs);
            }
            spans.add(new Nested(span, List.copyOf(around)));
            around.addLast(span);
        }
        return spans;
    }
}
