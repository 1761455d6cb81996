package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.process;
import static taskmaster.config.Configurations.processes;
import static taskmaster.config.Configurations.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import taskmaster.core.ForwardTarget;
import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.core.ProcessSpec;
import taskmaster.core.Rotation;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// How the file says what becomes of output.
final class OutputValuesTest {

    @TempDir Path directory;

    private OutputSpec output(String... settings) {
        return process(directory, settings).supervision().output();
    }

    @Test
    void absentSettingsAreRawAndLoseNothing() {
        assertThat(output()).isEqualTo(OutputSpec.raw(Rotation.ofSize(50L << 20, 10)));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatHasItsWord(OutputFormat format) {
        assertThat(output("format: " + format).format()).isEqualTo(format);
        assertThat(output("format: " + format.name().toLowerCase(Locale.ROOT)).format())
                .isEqualTo(format);
    }

    @ParameterizedTest
    @EnumSource
    void everyOverflowHasItsWord(Overflow overflow) {
        assertThat(output("overflow: " + overflow.name().toLowerCase(Locale.ROOT)).overflow())
                .isEqualTo(overflow);
    }

    @ParameterizedTest
    @EnumSource
    void everyIntervalHasItsWord(Rotation.Interval interval) {
        String word = interval.name().toLowerCase(Locale.ROOT);
        assertThat(output("logrotate: {interval: " + word + "}").rotation().interval())
                .isEqualTo(interval);
    }

    @Test
    void stripAnsiAndCompressAreBooleans() {
        assertThat(output("strip_ansi: yes").stripAnsi()).isTrue();
        assertThat(output("logrotate: {compress: on}").rotation().isCompressed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "syslog+udp://logs,false,logs,514",
        "syslog+udp://logs:1514,false,logs,1514",
        "syslog+tcp://Logs.Example.org:601,true,logs.example.org,601",
        "SYSLOG+TCP://10.1.2.3,true,10.1.2.3,514",
        "syslog+tcp://[::1],true,::1,514",
        "syslog+udp://[2001:db8::1]:514,false,2001:db8::1,514",
        "syslog+udp://[fe80::1%eth0]:514,false,fe80::1%eth0,514",
        "syslog+udp://my_host-1.lan.,false,my_host-1.lan.,514"
    })
    void syslogServersAreNamesOrAddresses(String written, boolean isTcp, String host, int port) {
        assertThat(output("forward: \"" + written + "\"").forward())
                .containsExactly(new ForwardTarget.RemoteSyslog(isTcp, host, port));
    }

    @Test
    void forwardIsOneWordOrAList() {
        assertThat(output("forward: stdout").forward())
                .containsExactly(new ForwardTarget.DaemonStdout());
        assertThat(output("forward: [stderr, syslog, \"syslog:/run/${USER}.sock\"]").forward())
                .containsExactly(
                        new ForwardTarget.DaemonStderr(),
                        new ForwardTarget.LocalSyslog("/dev/log"),
                        new ForwardTarget.LocalSyslog("/run/me.sock"));
    }

    @Test
    void socketsBeginAtTheDirectoryOfTheFileOrAtHome() {
        assertThat(output("forward: [\"syslog:log.sock\", \"syslog:~/log\"]").forward())
                .containsExactly(
                        new ForwardTarget.LocalSyslog(directory + "/log.sock"),
                        new ForwardTarget.LocalSyslog("/home/me/log"));
    }

    @ParameterizedTest
    @CsvSource({"none", "'[]'"})
    void programUndoesTheForwardingOfDefaults(String nothing) {
        List<ProcessSpec> processes =
                processes(
                        settings(
                                directory,
                                """
                                defaults: {forward: syslog}
                                programs:
                                  a: {cmd: a}
                                  b: {cmd: b, forward: %s}
                                """
                                        .formatted(nothing)));
        assertThat(processes.get(0).supervision().output().forward()).hasSize(1);
        assertThat(processes.get(1).supervision().output().forward()).isEmpty();
    }

    @Test
    void rotationOfDefaultsAndProgramAreAddedKeyByKey() {
        ProcessSpec process =
                processes(
                                settings(
                                        directory,
                                        """
                                        defaults:
                                          logrotate: {interval: hourly, compress: true}
                                        programs:
                                          a: {cmd: a, logrotate: {interval: daily, backups: 3}}
                                        """))
                        .getFirst();
        assertThat(process.supervision().output().rotation())
                .isEqualTo(new Rotation(50L << 20, 3, Rotation.Interval.DAILY, true));
    }

    @Test
    void ownLogOfTheDaemonTakesTheSameRotation() {
        Settings settings =
                settings(
                        directory,
                        "log: {logrotate: {interval: daily, compress: true}}\nprograms: {}");
        assertThat(settings.log().rotation())
                .isEqualTo(new Rotation(50L << 20, 10, Rotation.Interval.DAILY, true));
    }
}
