package taskmaster.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.config.LogFormat;
import taskmaster.config.LogLevel;
import taskmaster.config.LogSettings;
import taskmaster.core.Rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

class DaemonLogTest {

    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @AfterEach
    void stop() {
        assertThat(DaemonLog.stop(DEADLINE_NANOS)).isTrue();
    }

    private static LogSettings settings(Path file, LogLevel level) {
        return new LogSettings(file, level, LogFormat.TEXT, Rotation.ofSize(0, 0));
    }

    @Test
    void loggersReachTheFileFromTheirLevelOn(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        Logger logger = LoggerFactory.getLogger("loop");
        assertThat(DaemonLog.configure(settings(file, LogLevel.INFO), false)).isEmpty();
        logger.info("shown {}", 1);
        logger.debug("hidden");
        DaemonLog.level(LogLevel.TRACE);
        logger.trace("shown 2");
        DaemonLog.level(LogLevel.ERROR);
        logger.warn("hidden");
        stop();

        assertThat(Files.readString(file))
                .contains("INFO  loop  shown 1\n")
                .contains("TRACE loop  shown 2\n")
                .doesNotContain("hidden");
    }

    @Test
    void failingReconfigurationChangesNothing(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        DaemonLog.configure(settings(file, LogLevel.INFO), false);
        Path none = directory.resolve("none/log");

        assertThat(DaemonLog.reconfigure(settings(none, LogLevel.ERROR)))
                .contains("cannot open log " + none + ": no such directory (ENOENT)");
        LoggerFactory.getLogger("loop").info("still here");
        stop();
        assertThat(Files.readString(file)).contains("still here");
    }

    @Test
    void reconfigurationChangesFileAndLevel(@TempDir Path directory) throws IOException {
        DaemonLog.configure(settings(directory.resolve("one"), LogLevel.INFO), false);
        assertThat(DaemonLog.reconfigure(settings(directory.resolve("two"), LogLevel.DEBUG)))
                .isEmpty();
        LoggerFactory.getLogger("loop").debug("in the second");
        stop();

        assertThat(Files.readString(directory.resolve("two"))).contains("in the second");
    }

    @Test
    void nothingOfLogbacksConfigurationIsUsed() {
        LoggerFactory.getLogger("loop");

        assertThat(System.getProperty("slf4j.provider")).isEqualTo(LogProvider.class.getName());
        assertThat(LoggerFactory.getILoggerFactory())
                .isSameAs(new LogProvider().getLoggerFactory());
    }
}
