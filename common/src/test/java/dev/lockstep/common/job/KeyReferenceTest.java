package dev.lockstep.common.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KeyReferenceTest {

    private static final Path COMMITTED = Path.of("../deploy/KEYS.md");
    private static final String WRITE_PROPERTY = "lockstep.write-reference";

    @Test
    void theCommittedReferenceIsMadeFromTheSchema() throws Exception {
        if (Boolean.getBoolean(WRITE_PROPERTY)) {
            Files.writeString(COMMITTED, KeyReference.markdown());
        }
        assertThat(COMMITTED)
                .as("make it again: mvn -pl common -am test -Dtest=KeyReferenceTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dlockstep.jvm.extra=-D" + WRITE_PROPERTY + "=true")
                .hasContent(KeyReference.markdown());
    }
}
