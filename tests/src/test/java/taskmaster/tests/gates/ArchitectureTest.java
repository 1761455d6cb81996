package taskmaster.tests.gates;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class ArchitectureTest {
    private static final Path FIXTURES = Checkout.FIXTURES.resolve("architecture");
    private static final JavaClasses SHIPPED =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/taskmaster/tests/"))
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("taskmaster");

    @TempDir private Path classes;

    static Set<String> rules() {
        return Architecture.rules().keySet();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void shippedClassesObey(String name) {
        EvaluationResult result = rule(name).evaluate(SHIPPED);

        assertThat(result.hasViolation()).as(result.getFailureReport().toString()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void ruleFiresOnItsFixture(String name) throws Exception {
        List<Path> sources = Checkout.javaFiles(FIXTURES.resolve(name));
        Javac.compile(sources, classes);
        JavaClasses bad = new ClassFileImporter().importPath(classes);

        EvaluationResult result = rule(name).evaluate(bad);

        assertThat(result.getFailureReport().toString()).contains(".Bad");
    }

    @Test
    void testsDoNotSleep() throws IOException {
        List<Path> tests = new ArrayList<>();
        for (Path module : Checkout.modules()) {
            Path compiled = module.resolve("target/test-classes");
            if (Files.isDirectory(module.resolve("src/test/java"))) {
                assertThat(compiled).isDirectory();
                tests.add(compiled);
            }
        }
        JavaClasses all = new ClassFileImporter().importPaths(tests);
        assertThat(all.contain(ArchitectureTest.class)).isTrue();

        EvaluationResult result = rule("nobody-sleeps").evaluate(all);

        assertThat(result.hasViolation()).as(result.getFailureReport().toString()).isFalse();
    }

    @Test
    void everyFixtureHasItsRule() throws IOException {
        try (Stream<Path> fixtures = Files.list(FIXTURES)) {
            assertThat(fixtures.map(fixture -> fixture.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(rules());
        }
    }

    @Test
    void rulesLookAtEverySourceFile() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Path root : Checkout.mainSourceRoots()) {
            for (Path file : Checkout.javaFiles(root)) {
                String name = root.relativize(file).toString();
                if (!name.equals("module-info.java")) {
                    expected.add(name.replace(".java", "").replace('/', '.'));
                }
            }
        }
        Set<String> seen = SHIPPED.stream().map(JavaClass::getFullName).collect(Collectors.toSet());

        assertThat(expected).isNotEmpty();
        assertThat(seen).containsAll(expected);
    }

    private static ArchRule rule(String name) {
        return Objects.requireNonNull(Architecture.rules().get(name));
    }
}
