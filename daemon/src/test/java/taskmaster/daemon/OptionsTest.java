package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.config.LogLevel;

import java.nio.file.Path;

final class OptionsTest {

    @Test
    void takesTheMissionsCommandLine() throws StartRefused {
        Options options = parse("-c file.yaml -p 9001");
        assertThat(options.mode()).isEqualTo(Options.Mode.RUN);
        assertThat(options.config()).isEqualTo(Path.of("file.yaml"));
        assertThat(options.port()).hasValue(9001);
        assertThat(options.detached()).isFalse();
    }

    @Test
    void takesEveryOption() throws StartRefused {
        Options options =
                parse("--config f -d --pidfile /tmp/x.pid --log-level debug --check --json");
        assertThat(options.mode()).isEqualTo(Options.Mode.CHECK);
        assertThat(options.json()).isTrue();
        assertThat(options.detached()).isTrue();
        assertThat(options.pidfile()).isEqualTo(Path.of("/tmp/x.pid"));
        assertThat(options.logLevel()).isEqualTo(LogLevel.DEBUG);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-p 0",
                "-p 65536",
                "-p x",
                "--log-level loud",
                "--nonsense",
                "-c",
                "-c f extra",
                "--det"
            })
    void refusesWhatIsWrongWithTheUsageCode(String line) {
        assertThatThrownBy(() -> parse(line))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("taskmasterd --help");
    }

    @Test
    void refusesAFileWithoutAName() {
        assertThatThrownBy(() -> Options.parse(new String[] {"-c", ""}))
                .hasMessageContaining("-c needs the name of a file");
    }

    @Test
    void namesEveryOptionInTheHelp() {
        assertThat(Options.HELP)
                .contains(
                        "--config",
                        "--port",
                        "--check",
                        "--print-config",
                        "--json",
                        "--detach",
                        "--pidfile",
                        "--log-level",
                        "--version",
                        "--help");
    }

    private static Options parse(String line) throws StartRefused {
        return Options.parse(line.split(" "));
    }
}
