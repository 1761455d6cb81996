package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.errors;
import static taskmaster.config.Configurations.load;
import static taskmaster.config.Configurations.process;
import static taskmaster.config.Configurations.processes;
import static taskmaster.config.Configurations.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import taskmaster.core.StreamTarget;

import java.nio.file.Path;
import java.util.List;

final class ExpansionTest {

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "${USER} > me",
                "'${USER}' > me",
                "a${USER}b${USER} > amebme",
                "${NOT_SET:-default} > default",
                "${EMPTY:-default} > default",
                "${USER:-default} > me",
                "x${EMPTY}x > xx",
                "${NOT_SET:-} > ''",
                "${NOT_SET:-a b:c} > a b:c",
                "${NOT_SET:-${EMPTY:-${USER}}} > me",
                "${USER:-${NOT_SET}} > me",
                "${USER:?must be set} > me",
                "${USER:?${NOT_SET}} > me",
                "$$ > $",
                "$${USER} > ${USER}",
                "$$$${USER} > $${USER}",
                "$USER > $USER",
                "a$ > a$",
                "$(date) > $(date)",
                "${program_name} > p",
                "${program_name:-x} > p",
                "${process_num} > 0",
                "${process_num:3} > 000",
                "${process_num:02} > 00"
            })
    void valueExpandsTo(String written, String expected) {
        String value =
                process(directory, "env: {V: \"" + written.replace("'", "") + "\"}")
                        .launch()
                        .environment()
                        .getOrDefault("V", "absent");
        assertThat(value).isEqualTo(expected);
    }

    @Test
    void whatIsPutInIsNotLookedAtAgain() {
        assertThat(process(directory, "env: {V: '${DOLLAR}'}").launch().environment())
                .containsEntry("V", "$x ${y} $$");
    }

    @Test
    void keysAreNotExpanded() {
        assertThat(process(directory, "env: {'${USER}': x}").launch().environment())
                .containsKey("${USER}");
    }

    @Test
    void valuesOfAnyTypeAreExpandedBeforeTheyGetIt() {
        var process =
                process(
                        directory,
                        "numprocs: ${N:-3}",
                        "umask: ${MASK:-077}",
                        "autostart: ${AUTO:-no}",
                        "exitcodes: [0, '${CODE:-7}']",
                        "stoptime: ${WAIT:-2m}");
        assertThat(process.name()).isEqualTo("p:p_00");
        assertThat(process.launch().umask()).hasValue(077);
        assertThat(process.supervision().autostart()).isFalse();
        assertThat(process.supervision().exitCodes()).containsExactly(0, 7);
        assertThat(process.supervision().stopWaitNanos()).isEqualTo(120_000_000_000L);
    }

    @Test
    void processNumberTellsProcessesApart() {
        var processes =
                processes(
                        settings(
                                directory,
                                """
                                programs:
                                  web:
                                    cmd: web --port 80${process_num:2}
                                    numprocs: 3
                                    stdout: ${here}/web-${process_num}.log
                                    env: {NAME: "${program_name}-${process_num}"}
                                """));
        assertThat(processes)
                .extracting(p -> p.launch().command())
                .containsExactly(
                        List.of("web", "--port", "8000"),
                        List.of("web", "--port", "8001"),
                        List.of("web", "--port", "8002"));
        assertThat(processes.getLast().launch().stdout())
                .isEqualTo(new StreamTarget.ToFile(directory + "/web-2.log"));
        assertThat(processes.getLast().launch().environment()).containsEntry("NAME", "web-2");
    }

    @Test
    void blanksOfAVariableSplitACommandUnlessQuoted() {
        assertThat(process(directory, "cmd: a ${X:-b c} \"${X:-b c}\"").launch().command())
                .containsExactly("a", "b", "c", "b c");
    }

    @Test
    void deepNestingIsRefused() {
        String nested = "${A:-".repeat(5000) + "}".repeat(5000);
        assertThat(errors(load(directory, "programs: {p: {cmd: '" + nested + "'}}")))
                .extracting(Diagnostic::message)
                .containsExactly("`${...}` is nested too deeply");
    }

    @Test
    void longResultIsRefused() {
        String text = "${X:-0123456789abcdef}".repeat(10_000);
        assertThat(errors(load(directory, "programs: {p: {cmd: '" + text + "'}}")))
                .extracting(Diagnostic::message)
                .containsExactly("the value is longer than 131071 characters after `${...}`");
    }
}
