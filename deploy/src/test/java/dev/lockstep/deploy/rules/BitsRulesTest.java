package dev.lockstep.deploy.rules;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;

/**
 * What could make bits depend on anything but the job is banned where numbers are made: functions whose result a JVM may
 * choose, orders that a hash decides, random numbers from a stream, and clocks. {@link RulesBiteTest} shows that the rules
 * see calls and method references alike.
 */
@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
class BitsRulesTest {

    private static final String[] NUMERIC = {"dev.lockstep.common.tensor..", "dev.lockstep.common.reduce..",
            "dev.lockstep.common.kernel..", "dev.lockstep.common.autodiff..", "dev.lockstep.common.nn..",
            "dev.lockstep.common.optim..", "dev.lockstep.common.data..", "dev.lockstep.coordinator.parameters..",
            "dev.lockstep.worker.compute.."};

    /** Where a computation's result is decided; worker.compute may time its own warm-up. */
    private static final String[] NUMBERS_ALONE = {"dev.lockstep.common.tensor..", "dev.lockstep.common.reduce..",
            "dev.lockstep.common.kernel..", "dev.lockstep.common.autodiff..", "dev.lockstep.common.nn..",
            "dev.lockstep.common.optim..", "dev.lockstep.common.data.."};

    private static final String VECTORS = "jdk.incubator.vector.";

    @ArchTest
    static final ArchRule noFunctionsWithLeeway = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().accessTargetWhere(member(assignableTo(Math.class),
                    "exp|expm1|log|log10|log1p|tanh|sinh|cosh|pow|sin|cos|tan|asin|acos|atan|atan2|cbrt|hypot"))
            .because("a JVM may answer these within an ulp as it likes; StrictMath and common.kernel have one answer");

    @ArchTest
    static final ArchRule noHashOrder = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().dependOnClassesThat().belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class,
                    WeakHashMap.class, ConcurrentHashMap.class)
            .orShould().accessTargetWhere(member(assignableTo(Set.class).or(assignableTo(Map.class)),
                    "of|copyOf|ofEntries|newHashMap|newHashSet|newKeySet"))
            .orShould().accessTargetWhere(member(assignableTo(Collectors.class),
                    "toSet|toMap|toUnmodifiableSet|toUnmodifiableMap|groupingBy|.*Concurrent.*"))
            .because("their order is nobody's promise");

    @ArchTest
    static final ArchRule noParallelStreams = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().accessTargetWhere(member(assignableTo(BaseStream.class).or(assignableTo(Collection.class))
                    .or(assignableTo(Arrays.class)), "parallel.*"))
            .because("how they cut the work is nobody's promise");

    @ArchTest
    static final ArchRule noStreamOfRandomNumbers = noClasses().that().resideInAnyPackage(NUMERIC)
            .or().resideInAPackage("dev.lockstep.common..").and().resideOutsideOfPackage("dev.lockstep.common.wire..")
            .should().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(SplittableRandom.class)
            .orShould().accessTargetWhere(member(assignableTo(Math.class), "random"))
            .orShould().accessTargetWhere(member(assignableTo(Collections.class), "shuffle"))
            .orShould().dependOnClassesThat().resideInAPackage("java.util.random..")
            .because("random numbers are counted (tensor.Philox), not drawn");

    @ArchTest
    static final ArchRule noClock = noClasses().that().resideInAnyPackage(NUMBERS_ALONE)
            .should().accessTargetWhere(clock())
            .orShould().dependOnClassesThat().resideInAPackage("java.time..")
            .because("no result may depend on when it is computed");

    @ArchTest
    static final ArchRule protocolsTakeTimeAsAnArgument = noClasses().that()
            .resideInAnyPackage("dev.lockstep.coordinator.protocol..", "dev.lockstep.worker.protocol..")
            .should().accessTargetWhere(clock())
            .orShould().dependOnClassesThat().areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule incubatorStaysInOnePackage = noClasses().that()
            .resideOutsideOfPackage("dev.lockstep.common.kernel.vector..")
            .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
            .because("the Vector API may change with every JDK");

    @ArchTest
    static final ArchRule noReductionOfLanes = noClasses().that().resideInAPackage("dev.lockstep.common.kernel..")
            .should().accessTargetWhere(member(describe("float vectors", BitsRulesTest::isOfFloatLanes),
                    "reduceLanes|reduceLanesToLong"))
            .because("the order of its sum depends on the vector's length");

    @ArchTest
    static final ArchRule noVectorFunctionsWithLeeway = noClasses().that()
            .resideInAPackage("dev.lockstep.common.kernel..")
            .should().accessTargetWhere(member(
                    describe("vector operators", type -> type.getFullName().equals(VECTORS + "VectorOperators")),
                    "EXP|EXPM1|LOG|LOG10|LOG1P|TANH|SINH|COSH|POW|SIN|COS|TAN|ASIN|ACOS|ATAN|ATAN2|CBRT|HYPOT"))
            .because("each CPU has its own");

    private static DescribedPredicate<JavaAccess<?>> clock() {
        return member(assignableTo(System.class), "nanoTime|currentTimeMillis");
    }

    /** A member of {@code owners} that is called, read, or given away as a method reference. */
    private static DescribedPredicate<JavaAccess<?>> member(DescribedPredicate<JavaClass> owners, String names) {
        return target(owner(owners)).and(target(nameMatching(names)));
    }

    private static boolean isOfFloatLanes(JavaClass type) {
        return Set.of(VECTORS + "FloatVector", VECTORS + "DoubleVector", VECTORS + "Vector")
                .contains(type.getFullName());
    }
}
