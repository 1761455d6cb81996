package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.core.Event;
import taskmaster.core.Fleet;
import taskmaster.core.Lifecycle;
import taskmaster.core.ProcessId;
import taskmaster.core.ReloadPlan.Action;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What the table says of a change is what the core's reload plan does.
final class SettingChangeTest {

    /// Another value than the default, for every setting of a program.
    private static final Map<String, String> OTHER =
            Map.ofEntries(
                    Map.entry("cmd", "other"),
                    Map.entry("numprocs", "2"),
                    Map.entry("priority", "1"),
                    Map.entry("autostart", "false"),
                    Map.entry("autorestart", "false"),
                    Map.entry("exitcodes", "[0, 1]"),
                    Map.entry("startretries", "1"),
                    Map.entry("starttime", "2"),
                    Map.entry("stopsignal", "INT"),
                    Map.entry("stoptime", "1"),
                    Map.entry("stop_group", "true"),
                    Map.entry("workingdir", "/other"),
                    Map.entry("umask", "077"),
                    Map.entry("env", "{A: b}"),
                    Map.entry("stdout", "none"),
                    Map.entry("stderr", "none"),
                    Map.entry("format", "json"),
                    Map.entry("strip_ansi", "true"),
                    Map.entry("forward", "syslog"),
                    Map.entry("overflow", "drop"),
                    Map.entry("logrotate", "{backups: 1}"),
                    Map.entry("alerts", "none"));

    /// So that alerts make a difference.
    private static final String SOMEBODY = "alerts: {syslog: true}\n";

    @TempDir Path directory;

    static List<Setting<?>> settingsOfPrograms() {
        return List.copyOf(SettingTable.of(Section.PROGRAM).values());
    }

    @ParameterizedTest
    @MethodSource("settingsOfPrograms")
    void changeDoesWhatTheTableSays(Setting<?> setting) {
        String line = setting.key() + ": " + OTHER.get(setting.key());
        String command = setting == SettingTable.CMD ? "" : "    cmd: a\n";
        Action action = action("programs:\n  p:\n" + command + "    " + line + "\n");
        Action expected =
                switch (setting.change()) {
                    case LIVE -> Action.RETUNE;
                    case RESPAWN, OUTPUT -> Action.RESPAWN;
                    case COUNT -> Action.KEEP;
                    case DAEMON, STRUCTURE -> throw new AssertionError(setting.key());
                };
        assertThat(action).as(line).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxbytes: 1MB", "interval: daily", "compress: true"})
    void eachPartOfRotationIsLive(String part) {
        assertThat(action("programs: {p: {cmd: a, logrotate: {" + part + "}}}"))
                .isEqualTo(Action.RETUNE);
    }

    @Test
    void anotherFileIsLive() {
        assertThat(action("programs: {p: {cmd: a, stdout: o, stderr: e}}"))
                .isEqualTo(Action.RETUNE);
    }

    /// The fate of a running process when the file becomes this.
    private Action action(String text) {
        var id = new ProcessId("p", 0);
        var fleet = new Fleet(Lifecycle::step);
        fleet.reload(settings(directory, SOMEBODY + "programs: {p: {cmd: a}}").fleet(), 0);
        fleet.handle(id, new Event.Spawned(7), 1);
        return fleet.plan(settings(directory, SOMEBODY + text).fleet()).lines().getFirst().action();
    }
}
