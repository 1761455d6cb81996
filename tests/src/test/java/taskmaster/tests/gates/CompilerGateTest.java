package taskmaster.tests.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;

final class CompilerGateTest {
    private static final Path FIXTURES = Checkout.FIXTURES.resolve("compiler");

    @TempDir private Path classes;

    @Test
    void cleanSourceCompiles() throws Exception {
        Javac.Outcome outcome = Javac.compileWithGates(FIXTURES.resolve("Clean.java"), classes);

        assertThat(outcome).isEqualTo(new Javac.Outcome(0, ""));
        assertThat(classes.resolve("fixture/Clean.class")).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "NullPassed, error: [NullAway]",
        "NotNullMarked, error: [RequireExplicitNullMarking]",
        "BugPattern, error: [ArrayEquals]",
        "BugWarning, warning: [OperatorPrecedence]",
        "RawType, warning: [rawtypes]",
    })
    void badSourceIsRefused(String fixture, String complaint) throws Exception {
        Javac.Outcome outcome =
                Javac.compileWithGates(FIXTURES.resolve(fixture + ".java"), classes);

        assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
        assertThat(outcome.output()).contains(complaint).containsPattern("(?m)^1 error$");
    }

    @Test
    void everyModuleTakesTheArgumentsOfTheRoot() throws Exception {
        assertThat(Checkout.modules())
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        module ->
                                assertThat(module.resolve("pom.xml"))
                                        .content()
                                        .doesNotContain("maven-compiler-plugin"));
    }
}
