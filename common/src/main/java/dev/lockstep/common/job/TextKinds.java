package dev.lockstep.common.job;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Kinds of values made of words. */
final class TextKinds {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern UNITLESS = Pattern.compile("\\s*[-+0-9.eE]*\\s*");
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MAX_NAME_CHARACTERS = 100;
    private static final int MAX_COLUMNS = 10_000;

    private TextKinds() {}

    /** Part of the names of tensors. */
    static Kind<String> layerName() {
        return new LayerNameKind();
    }

    /** Whatever can be shown on one line. */
    static Kind<String> shownName() {
        return new ShownNameKind();
    }

    /** Read as text; {@link Values#path} makes a path of it. */
    static Kind<String> path() {
        return new PathKind();
    }

    static Kind<Boolean> trueOrFalse() {
        return new BooleanKind();
    }

    /** The mark that turns a layer without settings into an object, so that it can have a name. */
    static Kind<Boolean> onlyTrue() {
        return new OnlyTrueKind();
    }

    static Kind<List<String>> columns() {
        return new ColumnsKind();
    }

    static Kind<Duration> duration() {
        return new DurationKind();
    }

    static <T> Kind<T> oneOf(SequencedMap<String, T> choices) {
        return new ChoiceKind<>(choices);
    }

    private record LayerNameKind() implements Kind<String> {

        @Override
        public String needs() {
            return "1 to 100 letters, digits, '.', '_' or '-', the first a letter or digit";
        }

        @Override
        public String read(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            if (!NAME.matcher(text).matches()) {
                throw new Misfit(Found.describe(value));
            }
            return text;
        }

        @Override
        public boolean isPlainText() {
            return true;
        }
    }

    private record ShownNameKind() implements Kind<String> {

        @Override
        public String needs() {
            return "1 to " + MAX_NAME_CHARACTERS + " printable characters";
        }

        @Override
        public String read(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            boolean isPrintable = text.codePoints().allMatch(ShownNameKind::isPrintable);
            if (text.isBlank() || !isPrintable || text.codePointCount(0, text.length()) > MAX_NAME_CHARACTERS) {
                throw new Misfit(Found.describe(value));
            }
            return text;
        }

        private static boolean isPrintable(int character) {
            return switch (Character.getType(character)) {
                case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
                        Character.UNASSIGNED, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    false;
                default -> true;
            };
        }

        @Override
        public boolean isPlainText() {
            return true;
        }
    }

    private record PathKind() implements Kind<String> {

        @Override
        public String needs() {
            return "the path of a file";
        }

        @Override
        public String read(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            if (text.isBlank() || text.indexOf('\0') >= 0) {
                throw new Misfit(Found.describe(value));
            }
            return text;
        }

        @Override
        public boolean isPlainText() {
            return true;
        }
    }

    private record BooleanKind() implements Kind<Boolean> {

        @Override
        public String needs() {
            return "true or false";
        }

        @Override
        public Boolean read(ConfigValue value) throws Misfit {
            return switch (Found.scalarText(value)) {
                case "true" -> true;
                case "false" -> false;
                default -> throw new Misfit(Found.describe(value));
            };
        }
    }

    private record OnlyTrueKind() implements Kind<Boolean> {

        @Override
        public String needs() {
            return "true";
        }

        @Override
        public Boolean read(ConfigValue value) throws Misfit {
            if (!Found.scalarText(value).equals("true")) {
                throw new Misfit(Found.describe(value));
            }
            return true;
        }
    }

    private record ColumnsKind() implements Kind<List<String>> {

        @Override
        public String needs() {
            return "a column (its number, counted from 0, or its name in the header) or a list of different columns";
        }

        @Override
        public List<String> read(ConfigValue value) throws Misfit {
            if (!(value instanceof ConfigList list)) {
                return List.of(column(value));
            }
            if (list.isEmpty() || list.size() > MAX_COLUMNS) {
                throw new Misfit("a list of " + list.size());
            }
            List<String> columns = new ArrayList<>();
            for (ConfigValue element : list) {
                columns.add(column(element));
            }
            if (new LinkedHashSet<>(columns).size() < columns.size()) {
                throw new Misfit("a column twice");
            }
            return List.copyOf(columns);
        }

        private static String column(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            boolean isNegativeNumber = Found.is(value, ConfigValueType.NUMBER) && !text.matches("[0-9]+");
            if (text.isEmpty() || isNegativeNumber) {
                throw new Misfit(Found.describe(value));
            }
            return text;
        }
    }

    private record DurationKind() implements Kind<Duration> {

        @Override
        public String needs() {
            return "a time with its unit, from 100 ms to 30 d, such as 60 s";
        }

        @Override
        public Duration read(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            if (UNITLESS.matcher(text).matches()) {
                throw new Misfit(Found.describe(value));
            }
            try {
                Duration duration = value.atKey("value").getDuration("value");
                if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
                    throw new Misfit(Found.describe(value));
                }
                return duration;
            } catch (ConfigException notADuration) {
                throw new Misfit(Found.describe(value));
            }
        }

        @Override
        public String render(Duration duration) {
            return duration.toMillis() % 1000 == 0 && duration.getNano() == 0
                    ? duration.toSeconds() + " s"
                    : duration.toNanos() + " ns";
        }
    }

    private record ChoiceKind<T>(SequencedMap<String, T> choices) implements Kind<T> {

        @Override
        public String needs() {
            return choices.size() == 1
                    ? choices.firstEntry().getKey()
                    : "one of " + choices.keySet().stream().collect(Collectors.joining(", "));
        }

        @Override
        public T read(ConfigValue value) throws Misfit {
            String text = Found.scalarText(value);
            T choice = choices.get(text);
            if (choice == null) {
                throw new Misfit(Found.describe(value), Nearest.to(text, List.copyOf(choices.keySet())).question());
            }
            return choice;
        }

        @Override
        public String render(T value) {
            return choices.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(value))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public boolean isPlainText() {
            return true;
        }
    }
}
