package taskmaster.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.config.LogComponent;
import taskmaster.config.LogFormat;
import taskmaster.config.LogLevel;
import taskmaster.config.LogSettings;
import taskmaster.core.ForwardTarget;
import taskmaster.core.Rotation;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

class DaemonLogTest {

    private static final Kernel KERNEL = LinuxKernel.open();
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @AfterEach
    void stop() {
        assertThat(DaemonLog.stop(DEADLINE_NANOS)).isTrue();
    }

    private static LogSettings settings(Path file, LogLevel level) {
        return settings(file, level, Map.of(), null);
    }

    private static LogSettings settings(
            Path file,
            LogLevel level,
            Map<LogComponent, LogLevel> levels,
            @Nullable ForwardTarget syslog) {
        return new LogSettings(file, level, levels, LogFormat.TEXT, Rotation.ofSize(0, 0), syslog);
    }

    @Test
    void loggersReachTheFileFromTheirLevelOn(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        Logger logger = LoggerFactory.getLogger("loop");
        assertThat(DaemonLog.configure(settings(file, LogLevel.INFO), KERNEL, false)).isEmpty();
        logger.info("shown {}", 1);
        logger.debug("hidden");
        DaemonLog.changeLevel(null, LogLevel.TRACE, "all to trace");
        logger.trace("shown 2");
        DaemonLog.changeLevel(null, LogLevel.ERROR, "all to error");
        logger.warn("hidden");
        stop();

        assertThat(Files.readString(file))
                .contains("INFO  loop  shown 1\n")
                .contains("TRACE loop  shown 2\n")
                .contains("INFO  log  all to trace\n")
                .contains("INFO  log  all to error\n")
                .doesNotContain("hidden");
    }

    @Test
    void failingReconfigurationChangesNothing(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        DaemonLog.configure(settings(file, LogLevel.INFO), KERNEL, false);
        Path none = directory.resolve("none/log");

        assertThatThrownBy(() -> DaemonLog.reconfigure(settings(none, LogLevel.ERROR)))
                .hasMessage("cannot open log " + none + ": no such directory (ENOENT)");
        LoggerFactory.getLogger("loop").info("still here");
        stop();
        assertThat(Files.readString(file)).contains("still here");
    }

    @Test
    void reconfigurationChangesFileAndLevel(@TempDir Path directory) throws IOException {
        DaemonLog.configure(settings(directory.resolve("one"), LogLevel.INFO), KERNEL, false);
        assertThat(DaemonLog.reconfigure(settings(directory.resolve("two"), LogLevel.DEBUG)))
                .isFalse();
        LoggerFactory.getLogger("loop").debug("in the second");
        stop();

        assertThat(Files.readString(directory.resolve("two"))).contains("in the second");
    }

    @Test
    void componentHasALevelOfItsOwn(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        var own = Map.of(LogComponent.CONTROL, LogLevel.DEBUG, LogComponent.LOOP, LogLevel.ERROR);
        DaemonLog.configure(settings(file, LogLevel.INFO, own, null), KERNEL, false);
        LoggerFactory.getLogger("control").debug("shown 1");
        LoggerFactory.getLogger("loop").warn("hidden");
        LoggerFactory.getLogger("main").debug("hidden");
        DaemonLog.changeLevel(LogComponent.MAIN, LogLevel.DEBUG, "main");
        LoggerFactory.getLogger("main").debug("shown 2");
        DaemonLog.changeLevel(LogComponent.CONTROL, LogLevel.INFO, "control");
        LoggerFactory.getLogger("control").debug("hidden");
        DaemonLog.changeLevel(null, LogLevel.WARN, "all");
        LoggerFactory.getLogger("main").info("hidden");
        LoggerFactory.getLogger("loop").warn("shown 3");
        DaemonLog.changeLevel(null, null, "reset");
        LoggerFactory.getLogger("loop").warn("hidden");
        LoggerFactory.getLogger("main").info("shown 4");
        LoggerFactory.getLogger("control").debug("shown 5");
        stop();

        assertThat(Files.readString(file))
                .contains("shown 1", "shown 2", "shown 3", "shown 4", "shown 5")
                .doesNotContain("hidden");
    }

    @Test
    void levelsAreShownWithWhatIsConfigured(@TempDir Path directory) {
        var own = Map.of(LogComponent.CONTROL, LogLevel.DEBUG);
        DaemonLog.configure(
                settings(directory.resolve("log"), LogLevel.WARN, own, null), KERNEL, false);
        DaemonLog.changeLevel(LogComponent.CONTROL, LogLevel.TRACE, "");
        DaemonLog.changeLevel(LogComponent.LOOP, LogLevel.INFO, "");
        DaemonLog.changeLevel(LogComponent.LOOP, null, "");

        assertThat(DaemonLog.levels())
                .hasSize(LogComponent.values().length)
                .contains(
                        new ComponentLevel(LogComponent.CONTROL, LogLevel.TRACE, LogLevel.DEBUG),
                        new ComponentLevel(LogComponent.LOOP, LogLevel.WARN, LogLevel.WARN));
    }

    @Test
    void changedLevelsLastUntilTheSettingsSayOthers(@TempDir Path directory) throws IOException {
        Path one = directory.resolve("one");
        DaemonLog.configure(settings(one, LogLevel.INFO), KERNEL, false);
        DaemonLog.changeLevel(LogComponent.LOOP, LogLevel.DEBUG, "");
        assertThat(DaemonLog.reconfigure(settings(directory.resolve("two"), LogLevel.INFO)))
                .isFalse();
        assertThat(LoggerFactory.getLogger("loop").isDebugEnabled()).isTrue();
        assertThat(DaemonLog.reconfigure(settings(one, LogLevel.WARN))).isTrue();
        assertThat(LoggerFactory.getLogger("loop").isInfoEnabled()).isFalse();
    }

    @Test
    void syslogGetsEachLineWithItsSeverityAndComponent(@TempDir Path directory) throws Exception {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(30_000);
            var target = new ForwardTarget.RemoteSyslog(false, "127.0.0.1", server.getLocalPort());
            Path file = directory.resolve("log");
            DaemonLog.configure(settings(file, LogLevel.DEBUG, Map.of(), target), KERNEL, false);
            LoggerFactory.getLogger("loop").info("one\n{}", 1);
            assertThat(received(server))
                    .matches("<30>1 \\S+ \\S+ taskmasterd [0-9]+ loop - one\\\\n1");
            LoggerFactory.getLogger("control").warn("two");
            assertThat(received(server)).startsWith("<28>1 ").endsWith(" control - two");
            DaemonLog.reconfigure(
                    settings(directory.resolve("other"), LogLevel.DEBUG, Map.of(), target));
            LoggerFactory.getLogger("main")
                    .error("bug", new IOException("x", new IllegalStateException("y")));
            assertThat(received(server))
                    .startsWith("<27>1 ")
                    .endsWith(
                            "main - bug: java.io.IOException: x, caused by"
                                    + " java.lang.IllegalStateException: y");
            LoggerFactory.getLogger("main").debug("three");
            assertThat(received(server)).startsWith("<31>1 ");
            DaemonLog.reconfigure(settings(file, LogLevel.DEBUG));
            LoggerFactory.getLogger("main").info("not sent");
            until(file, "not sent\n");
            DaemonLog.reconfigure(settings(file, LogLevel.DEBUG, Map.of(), target));
            LoggerFactory.getLogger("main").info("last");
            stop();
            assertThat(received(server)).endsWith("last");
        }
    }

    private static void until(Path file, String end) throws IOException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!Files.readString(file).endsWith(end)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(200_000);
        }
    }

    private static String received(DatagramSocket server) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        server.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    @Test
    void syslogThatIsAwayHoldsNothingUpAndIsTold(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("log");
        Path nobody = directory.resolve("nobody.sock");
        var target = new ForwardTarget.LocalSyslog(nobody.toString());
        DaemonLog.configure(settings(file, LogLevel.ERROR, Map.of(), target), KERNEL, false);
        for (int line = 0; line < 1000; line++) {
            LoggerFactory.getLogger("main").error("line {}", line);
        }
        stop();

        assertThat(Files.readString(file))
                .contains("line 999\n")
                .contains(" WARN  log  cannot send to syslog " + nobody)
                // The line that tells of the trouble may be one of them.
                .containsPattern(" WARN  log  100[01] copies were dropped");
    }

    @Test
    void nothingOfLogbacksConfigurationIsUsed() {
        LoggerFactory.getLogger("loop");

        assertThat(System.getProperty("slf4j.provider")).isEqualTo(LogProvider.class.getName());
        assertThat(LoggerFactory.getILoggerFactory())
                .isSameAs(new LogProvider().getLoggerFactory());
    }
}
