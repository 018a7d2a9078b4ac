package dev.lockstep.deploy.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The arrows between modules and packages, as ARCHITECTURE.md draws them: only downwards. */
@AnalyzeClasses(packages = "dev.lockstep", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

    private static final String COMMON = "dev.lockstep.common.";

    @ArchTest
    static final ArchRule modules = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.lockstep..")
            .layer("proto").definedBy("dev.lockstep.proto..")
            .layer("common").definedBy("dev.lockstep.common..")
            .layer("coordinator").definedBy("dev.lockstep.coordinator..")
            .layer("worker").definedBy("dev.lockstep.worker..")
            .layer("deploy").definedBy("dev.lockstep.deploy..")
            .whereLayer("deploy").mayNotBeAccessedByAnyLayer()
            .whereLayer("coordinator").mayOnlyBeAccessedByLayers("deploy")
            .whereLayer("worker").mayOnlyBeAccessedByLayers("deploy")
            .whereLayer("common").mayOnlyBeAccessedByLayers("coordinator", "worker", "deploy")
            .whereLayer("proto").mayOnlyBeAccessedByLayers("common", "coordinator", "worker", "deploy");

    @ArchTest
    static final ArchRule tensor = uses("tensor");

    @ArchTest
    static final ArchRule reduce = uses("reduce", "tensor");

    @ArchTest
    static final ArchRule kernel = uses("kernel", "tensor", "reduce");

    @ArchTest
    static final ArchRule autodiff = uses("autodiff", "kernel", "tensor", "reduce", "trace");

    @ArchTest
    static final ArchRule nn = uses("nn", "autodiff", "kernel", "tensor", "reduce", "job", "trace");

    @ArchTest
    static final ArchRule optim = uses("optim", "tensor", "reduce", "job");

    @ArchTest
    static final ArchRule job = uses("job", "reduce");

    @ArchTest
    static final ArchRule data = uses("data", "tensor", "job");

    @ArchTest
    static final ArchRule checkpoint = uses("checkpoint", "tensor", "nn");

    @ArchTest
    static final ArchRule wire = uses("wire", "tensor", "reduce", "kernel", "crew", "trace");

    @ArchTest
    static final ArchRule crew = uses("crew", "trace");

    @ArchTest
    static final ArchRule trace = uses("trace");

    @ArchTest
    static final ArchRule protocolIsPure = noClasses().that().resideInAnyPackage("dev.lockstep.coordinator.protocol..",
            "dev.lockstep.worker.protocol..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("akka..", "io.netty..", "java.io..", "java.nio..", "java.net..",
                    "java.util.concurrent..", "java.util.random..")
                    .and(not(equivalentTo(TimeUnit.class))))
            .orShould().dependOnClassesThat().belongToAnyOf(Clock.class, Instant.class, Thread.class)
            .because("the protocol is a function of events: no actors, connections, files, clocks or threads");

    @ArchTest
    static final ArchRule sumsAreFreeOfActors = noClasses().that()
            .resideInAnyPackage("dev.lockstep.coordinator.parameters..", "dev.lockstep.worker.compute..")
            .should().dependOnClassesThat().resideInAnyPackage("akka..", "io.netty..");

    /** Of the project's packages, {@code name} may use those given, and sub-packages of its own. */
    private static ArchRule uses(String name, String... allowed) {
        String[] forbidden = java.util.stream.Stream
                .of("tensor", "reduce", "kernel", "autodiff", "nn", "optim", "job", "data",
                        "checkpoint", "wire", "crew", "trace")
                .filter(other -> !other.equals(name) && !Arrays.asList(allowed).contains(other))
                .map(other -> COMMON + other + "..")
                .toArray(String[]::new);
        return noClasses().that().resideInAPackage(COMMON + name + "..")
                .should().dependOnClassesThat().resideInAnyPackage(forbidden);
    }
}
