package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.core.ForwardTarget;

import java.nio.file.Path;
import java.util.Map;

/// How the file says what becomes of the daemon's own log.
final class LogValuesTest {

    @TempDir Path directory;

    private LogSettings log(String section) {
        return settings(directory, "log: {" + section + "}\nprograms: {}").log();
    }

    @Test
    void absentSettingsAreOneLevelAndNoSyslog() {
        assertThat(log("").level()).isEqualTo(LogLevel.INFO);
        assertThat(log("").levels()).isEmpty();
        assertThat(log("levels: ").levels()).isEmpty();
        assertThat(log("").syslog()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void everyComponentHasItsWord(LogComponent component) {
        assertThat(log("levels: {" + component.word() + ": WARNING}").levels())
                .isEqualTo(Map.of(component, LogLevel.WARN));
        assertThat(component.meaning()).isNotBlank().doesNotEndWith(".");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "false", "off"})
    void syslogCanBeNone(String word) {
        assertThat(log("syslog: " + word).syslog()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "local, /dev/log",
        "true, /dev/log",
        "syslog, /dev/log",
        "'\"syslog:/run/${USER}.sock\"', /run/me.sock"
    })
    void syslogCanBeTheMachines(String word, String path) {
        assertThat(log("syslog: " + word).syslog()).isEqualTo(new ForwardTarget.LocalSyslog(path));
    }

    @Test
    void syslogCanBeAServer() {
        assertThat(log("syslog: syslog+udp://logs").syslog())
                .isEqualTo(new ForwardTarget.RemoteSyslog(false, "logs", 514));
        assertThat(log("syslog: \"syslog+tcp://[::1]:601\"").syslog())
                .isEqualTo(new ForwardTarget.RemoteSyslog(true, "::1", 601));
    }
}
