package dev.lockstep.deploy.rules;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Collection;
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
 * choose, orders that a hash decides, random numbers from a stream, and clocks.
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

    @ArchTest
    static final ArchRule noFunctionsWithLeeway = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().callMethodWhere(target(owner(assignableTo(Math.class)))
                    .and(target(
                            nameMatching("exp|expm1|log|log10|log1p|tanh|sinh|cosh|pow|sin|cos|tan|asin|acos|atan|atan2"
                                    + "|cbrt|hypot"))))
            .because("a JVM may answer these within an ulp as it likes; StrictMath and common.kernel have one answer");

    @ArchTest
    static final ArchRule noHashOrder = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().dependOnClassesThat().belongToAnyOf(HashMap.class, HashSet.class, IdentityHashMap.class,
                    WeakHashMap.class, ConcurrentHashMap.class)
            .orShould().callMethodWhere(target(owner(assignableTo(Set.class).or(assignableTo(Map.class))))
                    .and(target(nameMatching("of|copyOf|ofEntries|newHashMap|newHashSet|newKeySet"))))
            .orShould().callMethodWhere(target(owner(assignableTo(Collectors.class))).and(target(
                    nameMatching("toSet|toMap|toUnmodifiableSet|toUnmodifiableMap|groupingBy|.*Concurrent.*"))))
            .because("their order is nobody's promise");

    @ArchTest
    static final ArchRule noParallelStreams = noClasses().that().resideInAnyPackage(NUMERIC)
            .should().callMethodWhere(target(nameMatching("parallel.*"))
                    .and(target(owner(assignableTo(BaseStream.class).or(assignableTo(Collection.class))
                            .or(assignableTo(Arrays.class))))))
            .because("how they cut the work is nobody's promise");

    @ArchTest
    static final ArchRule noStreamOfRandomNumbers = noClasses().that().resideInAnyPackage(NUMERIC)
            .or().resideInAPackage("dev.lockstep.common..").and().resideOutsideOfPackage("dev.lockstep.common.wire..")
            .should().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(SplittableRandom.class)
            .orShould().callMethod(Math.class, "random")
            .orShould().dependOnClassesThat().resideInAPackage("java.util.random..")
            .because("random numbers are counted (tensor.Philox), not drawn");

    @ArchTest
    static final ArchRule noClock = noClasses().that().resideInAnyPackage(NUMBERS_ALONE)
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().dependOnClassesThat().resideInAPackage("java.time..")
            .because("no result may depend on when it is computed");

    @ArchTest
    static final ArchRule protocolsTakeTimeAsAnArgument = noClasses().that()
            .resideInAnyPackage("dev.lockstep.coordinator.protocol..", "dev.lockstep.worker.protocol..")
            .should().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis")
            .orShould().dependOnClassesThat().areAssignableTo(Thread.class);

    @ArchTest
    static final ArchRule incubatorStaysInOnePackage = noClasses().that()
            .resideOutsideOfPackage("dev.lockstep.common.kernel.vector..")
            .should().dependOnClassesThat().resideInAPackage("jdk.incubator..")
            .because("the Vector API may change with every JDK");

    @ArchTest
    static final ArchRule noReductionOfLanes = noClasses().that().resideInAPackage("dev.lockstep.common.kernel..")
            .should().callMethodWhere(target(nameMatching("reduceLanes"))
                    .and(target(owner(nameMatching("jdk\\.incubator\\.vector\\.(Float|Double)Vector")))))
            .because("the order of its sum depends on the vector's length");

    @ArchTest
    static final ArchRule noVectorFunctionsWithLeeway = noClasses().that()
            .resideInAPackage("dev.lockstep.common.kernel..")
            .should().accessFieldWhere(JavaFieldAccess.Predicates
                    .target(nameMatching(
                            "EXP|EXPM1|LOG|LOG10|LOG1P|TANH|SINH|COSH|POW|SIN|COS|TAN|ASIN|ACOS|ATAN|ATAN2|CBRT"
                                    + "|HYPOT"))
                    .and(JavaFieldAccess.Predicates
                            .target(owner(nameMatching("jdk\\.incubator\\.vector\\.VectorOperators")))))
            .because("each CPU has its own");
}
