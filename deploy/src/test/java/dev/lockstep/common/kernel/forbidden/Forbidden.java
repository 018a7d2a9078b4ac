package dev.lockstep.common.kernel.forbidden;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** What the rules for the bits forbid, each called in one method and given away as a method reference in another. */
public final class Forbidden {

    private Forbidden() {}

    static double leewayCall(double x) {
        return Math.exp(x);
    }

    static DoubleUnaryOperator leewayReference() {
        return Math::exp;
    }

    static Set<Integer> setCall(int x) {
        return Set.of(x);
    }

    static Function<Integer, Set<Integer>> setReference() {
        return Set::of;
    }

    static Map<Integer, Integer> mapCall() {
        return new HashMap<>();
    }

    static Supplier<Map<Integer, Integer>> mapReference() {
        return HashMap::new;
    }

    static Collector<Integer, ?, Set<Integer>> collectorCall() {
        return Collectors.toSet();
    }

    static Supplier<Collector<Integer, ?, Set<Integer>>> collectorReference() {
        return Collectors::toSet;
    }

    static Stream<Integer> parallelCall(List<Integer> list) {
        return list.parallelStream();
    }

    static Function<Collection<Integer>, Stream<Integer>> parallelReference() {
        return Collection::parallelStream;
    }

    static double randomCall() {
        return Math.random();
    }

    static Supplier<Double> randomReference() {
        return Math::random;
    }

    static Object generatorCall() {
        return new Random();
    }

    static Supplier<Object> generatorReference() {
        return Random::new;
    }

    static void shuffleCall(List<Integer> list) {
        Collections.shuffle(list);
    }

    static Consumer<List<Integer>> shuffleReference() {
        return Collections::shuffle;
    }

    static long clockCall() {
        return System.nanoTime();
    }

    static LongSupplier clockReference() {
        return System::nanoTime;
    }

    static float lanesCall(FloatVector vector) {
        return vector.reduceLanes(VectorOperators.ADD);
    }

    static ToDoubleBiFunction<FloatVector, VectorOperators.Associative> lanesReference() {
        return FloatVector::reduceLanes;
    }

    static FloatVector operatorCall(FloatVector vector) {
        return vector.lanewise(VectorOperators.EXP);
    }
}
