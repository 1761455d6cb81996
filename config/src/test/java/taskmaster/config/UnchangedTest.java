package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.ENVIRONMENT;
import static taskmaster.config.Configurations.settings;
import static taskmaster.config.Configurations.write;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

final class UnchangedTest {

    private static final String MAIN =
            "include: conf.d/*.yaml\nprograms: {a: {cmd: \"a ${USER} ${NOT_SET:-x}\"}}\n";

    @TempDir Path directory;
    private Settings settings;

    UnchangedTest() {
        this.settings =
                new Settings(
                        taskmaster.core.FleetSpec.EMPTY,
                        new ServerSettings(java.util.OptionalInt.empty(), null, null, null),
                        new LogSettings(
                                null,
                                LogLevel.INFO,
                                Map.of(),
                                LogFormat.TEXT,
                                taskmaster.core.Rotation.ofSize(0, 0),
                                null),
                        AlertSettings.NONE,
                        new Sources(java.util.List.of(), java.util.List.of(), Map.of()),
                        new Origins.Builder().build());
    }

    @BeforeEach
    void load() {
        write(directory, "conf.d/one.yaml", "programs: {o: {cmd: o}}");
        settings = settings(directory, MAIN);
    }

    @Test
    void sameBytesAreUnchanged() {
        assertThat(settings.isUnchanged(ENVIRONMENT)).isTrue();
        write(directory, "taskmaster.yaml", MAIN);
        assertThat(settings.isUnchanged(ENVIRONMENT)).isTrue();
    }

    @Test
    void anotherByteIsAChange() {
        write(directory, "taskmaster.yaml", MAIN.replace("cmd: \"a", "cmd: \"b"));
        assertThat(settings.isUnchanged(ENVIRONMENT)).isFalse();
    }

    @Test
    void anotherByteInAnIncludedFileIsAChange() {
        write(directory, "conf.d/one.yaml", "programs: {o: {cmd: p}}");
        assertThat(settings.isUnchanged(ENVIRONMENT)).isFalse();
    }

    @Test
    void aNewFileThatThePatternFindsIsAChange() {
        write(directory, "conf.d/two.txt", "");
        assertThat(settings.isUnchanged(ENVIRONMENT)).isTrue();
        write(directory, "conf.d/two.yaml", "programs: {t: {cmd: t}}");
        assertThat(settings.isUnchanged(ENVIRONMENT)).isFalse();
    }

    @Test
    void aFileThatIsGoneIsAChange() throws IOException {
        Files.delete(directory.resolve("taskmaster.yaml"));
        assertThat(settings.isUnchanged(ENVIRONMENT)).isFalse();
    }

    @Test
    void onlyVariablesThatWereUsedMatter() {
        Map<String, String> other = new HashMap<>(ENVIRONMENT);
        other.put("UNRELATED", "x");
        assertThat(settings.isUnchanged(other)).isTrue();
        other.put("NOT_SET", "now it is");
        assertThat(settings.isUnchanged(other)).isFalse();
    }

    @Test
    void anotherValueOfAUsedVariableIsAChange() {
        Map<String, String> other = new HashMap<>(ENVIRONMENT);
        other.put("USER", "you");
        assertThat(settings.isUnchanged(other)).isFalse();
    }
}
