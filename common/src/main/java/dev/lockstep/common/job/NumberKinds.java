package dev.lockstep.common.job;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Kinds of values made of numbers. A number in quotes is a number too: the environment gives nothing else. */
final class NumberKinds {

    /** No number of a job needs more digits before the point. */
    private static final int MAX_DIGITS = 400;
    private static final int MAX_SHAPE_RANK = 4;

    private NumberKinds() {}

    static Kind<Long> anyInteger() {
        return new IntegerKind(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Kind<Long> atLeast(long lowest) {
        return new IntegerKind(lowest, Long.MAX_VALUE);
    }

    static Kind<Integer> intBetween(int lowest, int highest) {
        return new IntKind(new IntegerKind(lowest, highest));
    }

    static Kind<Double> anyNumber() {
        return new NumberKind("a finite number", number -> true);
    }

    static Kind<Double> numberAbove0() {
        return new NumberKind("a number above 0", number -> number > 0);
    }

    static Kind<Double> numberAtLeast0() {
        return new NumberKind("a number of at least 0", number -> number >= 0);
    }

    static Kind<Double> numberFrom0Below1() {
        return new NumberKind("a number of at least 0 and below 1", number -> number >= 0 && number < 1);
    }

    static Kind<Double> numberFrom0To1() {
        return new NumberKind("a number from 0 to 1", number -> number >= 0 && number <= 1);
    }

    static Kind<LayerSpec.Pair> pairBetween(int lowest, int highest) {
        return new PairKind(new IntegerKind(lowest, highest));
    }

    static Kind<List<Integer>> shape() {
        return new ShapeKind(new IntegerKind(1, Integer.MAX_VALUE));
    }

    /** For what the optimizers keep as a float. */
    static Kind<Double> floatAbove0() {
        return new NumberKind("a number above 0 that 32 bits can hold (1.4e-45 to 3.4e38)",
                number -> (float) number > 0 && Float.isFinite((float) number));
    }

    /** For what the optimizers keep as a float. */
    static Kind<Double> floatAtLeast0() {
        return new NumberKind("a number of at least 0 that 32 bits can hold (up to 3.4e38)",
                number -> number >= 0 && Float.isFinite((float) number));
    }

    /** For what the optimizers keep as a float. */
    static Kind<Double> floatFrom0Below1() {
        return new NumberKind("a number of at least 0 and below 1, also once rounded to 32 bits",
                number -> number >= 0 && (float) number < 1);
    }

    private static BigDecimal decimal(ConfigValue value) throws Misfit {
        String text = Found.scalarText(value);
        try {
            BigDecimal number = new BigDecimal(text);
            if ((long) number.precision() - number.scale() > MAX_DIGITS) {
                throw new Misfit(Found.describe(value));
            }
            return number;
        } catch (NumberFormatException notANumber) {
            throw new Misfit(Found.describe(value));
        }
    }

    private record IntegerKind(long lowest, long highest) implements Kind<Long> {

        @Override
        public String needs() {
            if (highest == Long.MAX_VALUE) {
                return lowest == Long.MIN_VALUE ? "an integer of at most 64 bits" : "an integer of at least " + lowest;
            }
            return "an integer from " + lowest + " to " + highest;
        }

        @Override
        public Long read(ConfigValue value) throws Misfit {
            try {
                long number = decimal(value).longValueExact();
                if (number >= lowest && number <= highest) {
                    return number;
                }
            } catch (ArithmeticException notAnInteger) {
                throw new Misfit(Found.describe(value));
            }
            throw new Misfit(Found.describe(value));
        }
    }

    private record IntKind(IntegerKind kind) implements Kind<Integer> {

        @Override
        public String needs() {
            return kind.highest == Integer.MAX_VALUE ? "an integer of at least " + kind.lowest : kind.needs();
        }

        @Override
        public Integer read(ConfigValue value) throws Misfit {
            return Math.toIntExact(kind.read(value));
        }
    }

    private interface Range {

        boolean holds(double number);
    }

    private record NumberKind(String needs, Range range) implements Kind<Double> {

        @Override
        public Double read(ConfigValue value) throws Misfit {
            double number = decimal(value).doubleValue();
            if (!Double.isFinite(number) || !range.holds(number)) {
                throw new Misfit(Found.describe(value));
            }
            return number;
        }
    }

    private record PairKind(IntegerKind kind) implements Kind<LayerSpec.Pair> {

        @Override
        public String needs() {
            return kind.needs() + ", or a list of two (rows, columns)";
        }

        @Override
        public LayerSpec.Pair read(ConfigValue value) throws Misfit {
            if (!(value instanceof ConfigList list)) {
                int both = Math.toIntExact(kind.read(value));
                return new LayerSpec.Pair(both, both);
            }
            if (list.size() != 2) {
                throw new Misfit("a list of " + list.size());
            }
            return new LayerSpec.Pair(
                    Math.toIntExact(kind.read(list.get(0))),
                    Math.toIntExact(kind.read(list.get(1))));
        }

        @Override
        public String render(LayerSpec.Pair pair) {
            return pair.rows() == pair.columns()
                    ? String.valueOf(pair.rows())
                    : "[" + pair.rows() + ", " + pair.columns() + "]";
        }
    }

    private record ShapeKind(IntegerKind kind) implements Kind<List<Integer>> {

        @Override
        public String needs() {
            return "a list of 1 to " + MAX_SHAPE_RANK
                    + " integers of at least 1, such as [1, 8, 8] (channels, rows, columns)";
        }

        @Override
        public List<Integer> read(ConfigValue value) throws Misfit {
            if (!(value instanceof ConfigList list)) {
                throw new Misfit(Found.describe(value));
            }
            if (list.isEmpty() || list.size() > MAX_SHAPE_RANK) {
                throw new Misfit("a list of " + list.size());
            }
            int[] extents = new int[list.size()];
            long elements = 1;
            for (int i = 0; i < extents.length; i++) {
                extents[i] = Math.toIntExact(kind.read(list.get(i)));
                elements *= extents[i];
                if (elements > Integer.MAX_VALUE) {
                    throw new Misfit("a shape of more than " + Integer.MAX_VALUE + " values");
                }
            }
            return Arrays.stream(extents).boxed().toList();
        }

        @Override
        public String render(List<Integer> shape) {
            return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
        }
    }
}
