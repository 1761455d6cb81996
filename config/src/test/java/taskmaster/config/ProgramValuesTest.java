package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.core.AlertSpec;
import taskmaster.core.AutoRestart;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.core.SupervisionSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.TreeSet;

final class ProgramValuesTest {

    @TempDir Path directory;

    @Test
    void absentSettingsHaveTheDefaultsOfTheContract() {
        assertThat(process(directory).supervision())
                .isEqualTo(
                        new SupervisionSpec(
                                true,
                                AutoRestart.UNEXPECTED,
                                new TreeSet<>(List.of(0)),
                                3,
                                1_000_000_000L,
                                15,
                                10_000_000_000L,
                                false,
                                999,
                                OutputSpec.raw(Rotation.ofSize(50L << 20, 10)),
                                AlertSpec.NONE));
        assertThat(process(directory).launch())
                .isEqualTo(
                        new LaunchSpec(
                                List.of("a"),
                                OptionalInt.empty(),
                                null,
                                new TreeMap<>(),
                                new StreamTarget.ToOwnFile(),
                                new StreamTarget.ToOwnFile()));
    }

    @ParameterizedTest
    @CsvSource({"022,18", "'\"022\"',18", "0o22,18", "22,18", "0,0", "'''077''',63", "0777,511"})
    void umaskIsOctalHoweverItIsWritten(String written, int mask) {
        assertThat(process(directory, "umask: " + written).launch().umask()).hasValue(mask);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "True", "TRUE", "yes", "Yes", "on", "ON", "y", "\"true\""})
    void everySpellingOfTrueIsTrue(String written) {
        var supervision =
                process(directory, "stop_group: " + written, "autorestart: " + written)
                        .supervision();
        assertThat(supervision.stopGroup()).isTrue();
        assertThat(supervision.autoRestart()).isEqualTo(AutoRestart.ALWAYS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", "no", "NO", "off", "Off", "n", "'false'"})
    void everySpellingOfFalseIsFalse(String written) {
        var supervision =
                process(directory, "autostart: " + written, "autorestart: " + written)
                        .supervision();
        assertThat(supervision.autostart()).isFalse();
        assertThat(supervision.autoRestart()).isEqualTo(AutoRestart.NEVER);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "10,10000000000",
        "0.5,500000000",
        ".25,250000000",
        "500ms,500000000",
        "10s,10000000000",
        "2m,120000000000",
        "1h30m,5400000000000",
        "1d,86400000000000",
        "365d,31536000000000000",
        "'10 s',10000000000",
        "0.000000001,1"
    })
    void timesAreSecondsOrHaveAUnit(String written, long nanos) {
        var supervision =
                process(directory, "starttime: " + written, "stoptime: " + written).supervision();
        assertThat(supervision.startNanos()).isEqualTo(nanos);
        assertThat(supervision.stopWaitNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "1048576,1048576",
        "64KB,65536",
        "64k,65536",
        "64KiB,65536",
        "50MB,52428800",
        "1GiB,1073741824",
        "1.5gb,1610612736",
        "'10 MB',10485760",
        "512B,512"
    })
    void sizesCountBy1024(String written, long bytes) {
        var rotation =
                process(directory, "logrotate: {maxbytes: " + written + "}")
                        .supervision()
                        .output()
                        .rotation();
        assertThat(rotation).isEqualTo(Rotation.ofSize(bytes, 10));
    }

    @ParameterizedTest
    @CsvSource({"TERM,15", "SIGTERM,15", "term,15", "15,15", "USR1,10", "kill,9", "RTMIN+1,35"})
    void signalsHaveNamesOrNumbers(String written, int number) {
        assertThat(process(directory, "stopsignal: " + written).supervision().stopSignal())
                .isEqualTo(number);
    }

    @Test
    void exitCodesAreANumberOrAList() {
        assertThat(process(directory, "exitcodes: 3").supervision().exitCodes()).containsExactly(3);
        assertThat(process(directory, "exitcodes: [2, 0, 255]").supervision().exitCodes())
                .containsExactly(0, 2, 255);
        assertThat(process(directory, "exitcodes: []").supervision().exitCodes()).isEmpty();
    }

    @Test
    void commandIsSplitByShellQuoting() {
        assertThat(
                        process(
                                        directory,
                                        "cmd: >-",
                                        "  /bin/echo a\\ b 'c  $d' \"e \\\" ${USER}\" '' f#g # h",
                                        "  next")
                                .launch()
                                .command())
                .containsExactly(
                        "/bin/echo", "a b", "c  $d", "e \" me", "", "f#g", "#", "h", "next");
    }

    @Test
    void commandAsListIsTakenAsItIs() {
        assertThat(
                        process(directory, "cmd: [/bin/echo, 'a b', 022, yes, \"\", '$HOME']")
                                .launch()
                                .command())
                .containsExactly("/bin/echo", "a b", "022", "yes", "", "$HOME");
    }

    @Test
    void environmentKeepsTheSourceText() {
        assertThat(
                        process(
                                        directory,
                                        """
                                        env:
                                          ANSWER: 42
                                          X: 022
                                          Y: 1e3
                                          YES: yes
                                          N:
                                          TILDE: ~
                                          QUOTED: "~"
                                          D: 2026-11-23
                                          S: !!str null
                                          F: 0.10
                                          M: |
                                            a
                                            b
                                        """)
                                .launch()
                                .environment())
                .isEqualTo(
                        new TreeMap<>(
                                Map.ofEntries(
                                        Map.entry("ANSWER", "42"),
                                        Map.entry("X", "022"),
                                        Map.entry("Y", "1e3"),
                                        Map.entry("YES", "yes"),
                                        Map.entry("N", ""),
                                        Map.entry("TILDE", ""),
                                        Map.entry("QUOTED", "~"),
                                        Map.entry("D", "2026-11-23"),
                                        Map.entry("S", "null"),
                                        Map.entry("F", "0.10"),
                                        Map.entry("M", "a\nb\n"))));
    }

    @Test
    void emptyMappingsAreAllowedWhereNothingCanBeMissing() {
        assertThat(process(directory, "env:", "logrotate:").launch().environment()).isEmpty();
    }

    @Test
    void streamsGoWhereTheWordSays() {
        assertThat(streams("none", "stdout"))
                .containsExactly(new StreamTarget.Discarded(), new StreamTarget.MergedIntoStdout());
        assertThat(streams("/dev/stdout", "/dev/stderr"))
                .containsExactly(
                        new StreamTarget.ToDaemonStdout(), new StreamTarget.ToDaemonStderr());
        assertThat(streams("/dev/null", "auto"))
                .containsExactly(new StreamTarget.Discarded(), new StreamTarget.ToOwnFile());
        assertThat(streams("/var/log/x", "/var/log/x"))
                .containsOnly(new StreamTarget.ToFile("/var/log/x"));
    }

    private List<StreamTarget> streams(String stdout, String stderr) {
        LaunchSpec launch = process(directory, "stdout: " + stdout, "stderr: " + stderr).launch();
        return List.of(launch.stdout(), launch.stderr());
    }

    @Test
    void pathsBeginAtTheDirectoryOfTheFileOrAtHome() {
        var launch =
                process(
                                directory,
                                "workingdir: sub/../work/.",
                                "stdout: logs/out.log",
                                "stderr: ~/err.log",
                                "cmd: ~/bin/app ~/other")
                        .launch();
        assertThat(launch.workingDirectory()).isEqualTo(directory + "/work");
        assertThat(launch.stdout()).isEqualTo(new StreamTarget.ToFile(directory + "/logs/out.log"));
        assertThat(launch.stderr()).isEqualTo(new StreamTarget.ToFile("/home/me/err.log"));
        assertThat(launch.command()).containsExactly("/home/me/bin/app", "~/other");
    }

    @Test
    void relativeFileNameStillGivesAbsolutePaths() {
        var outcome = ConfigLoader.load(Path.of("src/test/resources/relative.yaml"), Map.of());
        var process = Configurations.processes(Configurations.loaded(outcome).settings());
        assertThat(process.getFirst().launch().workingDirectory())
                .isEqualTo(Path.of("src/test/resources/work").toAbsolutePath().toString());
    }
}
