package taskmaster.tests.gates;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

final class CompilerGateTest {
    private static final Path FIXTURES = Checkout.FIXTURES.resolve("compiler");

    private static final String MORE_TO_READ =
            "|<artifactId>maven-compiler-plugin</artifactId>"
                    + "<executions><execution><id>default-testCompile</id><configuration>"
                    + "<compilerArgscombine.children=\"append\">"
                    + "(<arg>--add-(modules|reads)=[a-z.=]+</arg>)+"
                    + "</compilerArgs></configuration></execution></executions>";

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

    /// A module may add what its tests read of the JDK, and nothing else.
    @Test
    void everyModuleTakesTheArgumentsOfTheRoot() throws Exception {
        assertThat(Checkout.modules())
                .hasSizeGreaterThan(5)
                .allSatisfy(module -> assertThat(compilerSettings(module)).matches(MORE_TO_READ));
    }

    /// Without comments and spaces; empty if there are none.
    private static String compilerSettings(Path module) throws IOException {
        String pom = Files.readString(module.resolve("pom.xml"));
        int plugin = pom.indexOf("<artifactId>maven-compiler-plugin<");
        return plugin < 0
                ? ""
                : pom.substring(plugin, pom.indexOf("</plugin>", plugin))
                        .replaceAll("(?s)<!--.*?-->", "")
                        .replaceAll("\\s", "");
    }
}
