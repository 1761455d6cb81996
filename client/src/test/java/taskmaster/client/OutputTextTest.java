package taskmaster.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import taskmaster.api.ProcessOutput;
import taskmaster.api.ProcessView;
import taskmaster.api.StreamOutput;

class OutputTextTest {

    private static String text(
            @Nullable String stdoutLog,
            @Nullable String stderrLog,
            @Nullable StreamOutput stdout,
            @Nullable StreamOutput stderr) {
        ProcessView view = Processes.running("web", 1);
        return OutputText.of(
                Processes.with(view, stdoutLog, stderrLog, new ProcessOutput(stdout, stderr)));
    }

    @Test
    void eachStreamShowsItsPathAndItsCounters() {
        assertThat(
                        text(
                                "/var/log/web.log",
                                "/var/log/web.err",
                                new StreamOutput(52_600_000, 420_100, 4096, 2, 1),
                                new StreamOutput(1, 1, 0, 0, 0)))
                .isEqualTo(
                        """
                            stdout  /var/log/web.log
                                    50.1 MB, 420100 lines, 4.0 KB dropped, 2 lines cut, 1 rotation
                            stderr  /var/log/web.err
                                    1 byte, 1 line, 0 bytes dropped, 0 rotations
                        """);
    }

    @Test
    void mergedStderrIsCountedWithStdout() {
        assertThat(text("/var/log/web", "/var/log/web", new StreamOutput(0, 0, 0, 0, 0), null))
                .endsWith("\n    stderr  goes to the same place, and is counted there\n");
    }

    @Test
    void whatHasNoCountersSaysWhy() {
        assertThat(text("/var/log/web", null, null, null))
                .isEqualTo("    stdout  /var/log/web, nothing yet\n    stderr  discarded\n");
        assertThat(OutputText.of(Processes.stopped("web")))
                .isEqualTo("    stdout  no log file\n    stderr  no log file\n");
        assertThat(text(null, null, new StreamOutput(5, 1, 0, 0, 0), null))
                .startsWith("    stdout  not to a file\n            5 bytes, 1 line,");
    }

    @Test
    void pathsCannotSteerTheTerminal() {
        assertThat(text("/var/log/\u001b[2J", null, null, null)).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "0,0 bytes",
        "1,1 byte",
        "1023,1023 bytes",
        "1024,1.0 KB",
        "1048575,1023.9 KB",
        "1048576,1.0 MB",
        "53687091,51.1 MB",
        "1073741824,1.0 GB",
        "9223372036854775807,7.9 EB"
    })
    void sizesAreReadable(long bytes, String text) {
        assertThat(OutputText.size(bytes)).isEqualTo(text);
    }
}
