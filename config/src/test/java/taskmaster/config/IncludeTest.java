package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.errors;
import static taskmaster.config.Configurations.load;
import static taskmaster.config.Configurations.loaded;
import static taskmaster.config.Configurations.processes;
import static taskmaster.config.Configurations.settings;
import static taskmaster.config.Configurations.write;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ProcessSpec;
import taskmaster.core.ProgramSpec;

import java.nio.file.Path;

final class IncludeTest {

    @TempDir Path directory;

    @Test
    void globsAreSortedAndComeAfterTheFileItself() {
        write(directory, "conf.d/20-b.yaml", "programs: {b: {cmd: b}}");
        write(directory, "conf.d/10-c.yaml", "programs: {c: {cmd: c}}");
        write(directory, "conf.d/.hidden.yaml", "programs: {h: {cmd: h}}");
        write(directory, "conf.d/other.txt", "not even YAML: [");
        write(directory, "one.yaml", "programs: {o: {cmd: o}}");
        write(directory, "x/deep/1.yaml", "programs: {d: {cmd: d}}");

        var settings =
                settings(
                        directory,
                        """
                        include: [one.yaml, conf.d/*.yaml, "x/*/[0-9].yaml"]
                        programs: {a: {cmd: a}}
                        """);

        assertThat(settings.fleet().programs())
                .extracting(ProgramSpec::name)
                .containsExactly("a", "o", "c", "b", "d");
        assertThat(settings.sources().files()).hasSize(5);
    }

    @Test
    void fileThatOnlyIncludesNeedsNoPrograms() {
        write(directory, "one.yaml", "programs: {o: {cmd: o}}");
        assertThat(processes(settings(directory, "include: one.yaml"))).hasSize(1);
    }

    @Test
    void patternDoesNotFindTheFileItself() {
        write(directory, "one.yaml", "programs: {o: {cmd: o}}");
        assertThat(processes(settings(directory, "include: '*.yaml'\nprograms: {a: {cmd: a}}")))
                .hasSize(2);
    }

    @Test
    void pathsOfAnIncludedFileBeginAtItsDirectory() {
        write(directory, "sub/one.yaml", "programs: {o: {cmd: o, workingdir: w}}");
        assertThat(
                        processes(settings(directory, "include: sub/one.yaml"))
                                .getFirst()
                                .launch()
                                .workingDirectory())
                .isEqualTo(directory + "/sub/w");
    }

    @Test
    void defaultsHoldForIncludedFilesAndTheirOwnComeOnTop() {
        write(
                directory,
                "one.yaml",
                """
                defaults: {stoptime: 2, env: {B: one, C: one}}
                programs:
                  o: {cmd: o, env: {C: own}}
                """);
        var settings =
                settings(
                        directory,
                        """
                        defaults: {stoptime: 1, startretries: 7, env: {A: main, B: main}}
                        include: one.yaml
                        programs: {a: {cmd: a}}
                        """);

        ProcessSpec main = processes(settings).getFirst();
        ProcessSpec included = processes(settings).getLast();
        assertThat(main.supervision().stopWaitNanos()).isEqualTo(1_000_000_000L);
        assertThat(main.launch().environment()).containsOnlyKeys("A", "B");
        assertThat(included.supervision().stopWaitNanos()).isEqualTo(2_000_000_000L);
        assertThat(included.supervision().startRetries()).isEqualTo(7);
        assertThat(included.launch().environment())
                .containsEntry("A", "main")
                .containsEntry("B", "one")
                .containsEntry("C", "own");
    }

    @Test
    void patternWithoutMatchIsAWarning() {
        var outcome = loaded(load(directory, "include: conf.d/*.yaml\nprograms: {}"));
        assertThat(outcome.warnings())
                .extracting(Diagnostic::message)
                .containsExactly("no file matches `conf.d/*.yaml`");
    }

    @Test
    void includedFileThatHoldsNothingIsAWarning() {
        write(directory, "off.yaml", "# programs: {}");
        assertThat(loaded(load(directory, "include: off.yaml\nprograms: {}")).warnings())
                .extracting(Diagnostic::message)
                .containsExactly("the included file holds nothing");
    }

    @Test
    void chainOfIncludesHasABound() {
        for (int i = 0; i < 20; i++) {
            write(directory, "c" + i + ".yaml", "include: c" + (i + 1) + ".yaml");
        }
        assertThat(errors(load(directory, "include: c0.yaml")))
                .singleElement()
                .satisfies(e -> assertThat(e.message()).contains("more than 16 deep"));
    }
}
