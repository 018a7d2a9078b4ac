package dev.lockstep.deploy.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.lockstep.common.kernel.forbidden.Forbidden;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules for the bits catch what they forbid, be it called or given away as a method reference. */
class RulesBiteTest {

    private static final JavaClasses FORBIDDEN = new ClassFileImporter().importClasses(Forbidden.class);

    static Stream<Arguments> rules() {
        return Stream.of(Arguments.of("leeway", BitsRulesTest.noFunctionsWithLeeway),
                Arguments.of("set", BitsRulesTest.noHashOrder),
                Arguments.of("map", BitsRulesTest.noHashOrder),
                Arguments.of("collector", BitsRulesTest.noHashOrder),
                Arguments.of("parallel", BitsRulesTest.noParallelStreams),
                Arguments.of("random", BitsRulesTest.noStreamOfRandomNumbers),
                Arguments.of("generator", BitsRulesTest.noStreamOfRandomNumbers),
                Arguments.of("shuffle", BitsRulesTest.noStreamOfRandomNumbers),
                Arguments.of("clock", BitsRulesTest.noClock),
                Arguments.of("lanes", BitsRulesTest.noReductionOfLanes));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aCallAndAReferenceAreBothCaught(String what, ArchRule rule) {
        List<String> caught = rule.evaluate(FORBIDDEN).getFailureReport().getDetails();
        assertThat(caught).anyMatch(line -> line.contains("." + what + "Call("))
                .anyMatch(line -> line.contains("." + what + "Reference("));
    }

    @Test
    void anOperatorWithLeewayIsCaught() {
        assertThat(BitsRulesTest.noVectorFunctionsWithLeeway.evaluate(FORBIDDEN).getFailureReport().getDetails())
                .singleElement().asString().contains(".operatorCall(");
    }
}
