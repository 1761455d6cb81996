package taskmaster.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.config.LogFormat;
import taskmaster.core.Rotation;
import taskmaster.daemon.output.RotationClock;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

class LogWriterTest {

    private static final long TIME = Instant.parse("2026-11-23T02:51:07.123Z").toEpochMilli();
    private static final Rotation NEVER = Rotation.ofSize(0, 0);
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final LogQueue queue = new LogQueue();
    private final LoggerContext context = new LoggerContext();
    private Path directory;
    private FileOutputStream stderr;

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        directory = temporary;
        stderr = new FileOutputStream(temporary.resolve("stderr").toFile());
        queue.setContext(context);
        queue.start();
    }

    @AfterEach
    void close() throws IOException {
        stderr.close();
    }

    private LogSink toFile(String name, Rotation rotation, LogFormat format) throws IOException {
        return new LogSink(open(directory.resolve(name), rotation), false, format, null);
    }

    private static LogFile open(Path path, Rotation rotation) throws IOException {
        return LogFile.open(path, rotation, RotationClock.system(), (_, _) -> {});
    }

    private LogWriter start(LogSink sink) {
        LogWriter writer = new LogWriter(queue, sink, stderr);
        writer.start();
        return writer;
    }

    private static void stop(LogWriter writer) throws InterruptedException {
        assertThat(writer.stop(DEADLINE_NANOS)).isTrue();
    }

    private void log(Level level, String message) {
        queue.doAppend(event(level, message, null));
    }

    private ILoggingEvent event(Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent();
        event.setLoggerContext(context);
        event.setLoggerName("taskmaster.daemon.loop");
        event.setThreadName("loop");
        event.setLevel(level);
        event.setMessage(message);
        event.setTimeStamp(TIME);
        if (thrown != null) {
            event.setThrowableProxy(new ThrowableProxy(thrown));
        }
        return event;
    }

    private String content(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    private String written(LogFormat format, ILoggingEvent... events) throws Exception {
        LogWriter writer = start(toFile("log", NEVER, format));
        for (ILoggingEvent event : events) {
            queue.doAppend(event);
        }
        stop(writer);
        return content("log");
    }

    @Test
    void textLineHasTimeLevelComponentAndMessage() throws Exception {
        assertThat(
                        written(
                                LogFormat.TEXT,
                                event(Level.INFO, "web started", null),
                                event(Level.ERROR, "no", null)))
                .isEqualTo(
                        """
                        2026-11-23T02:51:07.123Z INFO  loop  web started
                        2026-11-23T02:51:07.123Z ERROR loop  no
                        """);
    }

    @Test
    void jsonLineIsOneObject() throws Exception {
        assertThat(written(LogFormat.JSON, event(Level.WARN, "say \"hi\" \\ \u0007", null)))
                .isEqualTo(
                        """
                        {"time":"2026-11-23T02:51:07.123Z","level":"warn","logger":"loop",\
                        "thread":"loop","message":"say \\"hi\\" \\\\ \\u0007"}
                        """);
    }

    @Test
    void controlCharactersAreHarmless() throws Exception {
        String message = "a\nb\tc\rd\u001b[2Je\u007ff\u009bg\u202eh\u2028i \u00e4\u20ac";

        assertThat(written(LogFormat.TEXT, event(Level.INFO, message, null)))
                .endsWith(
                        "loop  a\\nb\\tc\\rd\\u001b[2Je\\u007ff\\u009bg\\u202eh\\u2028i"
                                + " \u00e4\u20ac\n")
                .hasLineCount(1);
    }

    @Test
    void exceptionIsToldWithItsCause() throws Exception {
        Exception cause = new IllegalStateException("inner\nline");
        String text =
                written(
                        LogFormat.TEXT,
                        event(Level.ERROR, "bug", new RuntimeException("outer", cause)));

        assertThat(text.lines().toList())
                .contains("    java.lang.RuntimeException: outer")
                .contains("    caused by java.lang.IllegalStateException: inner\\nline")
                .anyMatch(
                        line -> line.startsWith("        at taskmaster.daemon.log.LogWriterTest"));
    }

    @Test
    void exceptionInJsonStaysInItsLine() throws Exception {
        assertThat(written(LogFormat.JSON, event(Level.ERROR, "bug", new RuntimeException("x\"y"))))
                .hasLineCount(1)
                .contains("\"error\":\"java.lang.RuntimeException: x\\\"y\\n\\tat taskmaster.");
    }

    @Test
    void longMessageIsCut() throws Exception {
        assertThat(written(LogFormat.TEXT, event(Level.INFO, "x".repeat(100_000), null)))
                .endsWith("xxx... (83616 more)\n");
    }

    @Test
    void newFileIsForOwnerAndGroup() throws Exception {
        written(LogFormat.TEXT);

        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(directory.resolve("log"))))
                .isEqualTo("rw-r-----");
    }

    @Test
    void fileIsRotatedBySize() throws Exception {
        LogWriter writer = start(toFile("log", Rotation.ofSize(1000, 3), LogFormat.TEXT));
        for (int line = 0; line < 100; line++) {
            log(Level.INFO, "line %02d".formatted(line));
        }
        stop(writer);

        assertThat(content("log.3") + content("log.2") + content("log.1") + content("log"))
                .contains("line 99\n")
                .contains("line 30\n");
        assertThat(content("log.1")).endsWith("\n").hasSizeBetween(900, 1000);
        assertThat(directory.resolve("log.4")).doesNotExist();
    }

    @Test
    void withoutBackupsTheFileIsTruncated() throws Exception {
        LogWriter writer = start(toFile("log", Rotation.ofSize(1000, 0), LogFormat.TEXT));
        for (int line = 0; line < 100; line++) {
            log(Level.INFO, "line %02d".formatted(line));
        }
        stop(writer);

        assertThat(content("log")).endsWith("line 99\n").hasSizeLessThanOrEqualTo(1000);
        assertThat(directory.resolve("log.1")).doesNotExist();
    }

    @Test
    void reopenFollowsARename() throws Exception {
        LogWriter writer = start(toFile("log", NEVER, LogFormat.TEXT));
        log(Level.INFO, "one");
        until("log", "one\n");
        Files.move(directory.resolve("log"), directory.resolve("moved"));
        writer.reopen();
        log(Level.INFO, "two");
        stop(writer);

        assertThat(content("moved")).endsWith("one\n");
        assertThat(content("log")).endsWith("two\n");
    }

    private void until(String name, String end) throws Exception {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        while (!content(name).endsWith(end)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(200_000);
        }
    }

    @Test
    void anotherSinkIsTakenOver() throws Exception {
        LogWriter writer = start(toFile("log", NEVER, LogFormat.TEXT));
        log(Level.INFO, "one");
        until("log", "one\n");
        writer.useSink(toFile("other", NEVER, LogFormat.JSON));
        log(Level.INFO, "two");
        stop(writer);

        assertThat(content("log")).hasLineCount(1);
        assertThat(content("other")).contains("\"message\":\"two\"");
    }

    @Test
    void withoutAFileLinesGoToStandardError() throws Exception {
        LogWriter writer = start(new LogSink(null, true, LogFormat.TEXT, null));
        log(Level.INFO, "one");
        stop(writer);

        assertThat(content("stderr")).endsWith("one\n");
    }

    @Test
    void droppedLinesAreCountedAndTold() throws Exception {
        for (int line = 0; line < LogQueue.LINES_MAX + 25; line++) {
            log(Level.INFO, "line " + line);
        }
        LogWriter writer = start(toFile("log", NEVER, LogFormat.TEXT));
        stop(writer);

        assertThat(content("log"))
                .contains("WARN  log  25 log lines dropped: ")
                .contains("line " + (LogQueue.LINES_MAX - 1) + "\n")
                .doesNotContain("line " + LogQueue.LINES_MAX + "\n");
    }

    @Test
    void writerThatCannotWriteTurnsToStandardError() throws Exception {
        LogFile full = open(directory.resolve("log"), NEVER);
        full.close();
        LogWriter writer = start(new LogSink(full, false, LogFormat.TEXT, null));
        log(Level.INFO, "one");
        log(Level.INFO, "two");
        stop(writer);

        assertThat(content("stderr"))
                .startsWith("taskmasterd: cannot write log " + directory.resolve("log") + ": ")
                .contains("one\n")
                .contains("two\n")
                .containsOnlyOnce("cannot write log");
    }

    @Test
    void linesThatAreMissingAreCountedInTheFileWhenItWorksAgain() throws Exception {
        LogFile full = open(directory.resolve("log"), NEVER);
        full.close();
        LogWriter writer = start(new LogSink(full, true, LogFormat.TEXT, null));
        log(Level.INFO, "one");
        until("stderr", "one\n");
        log(Level.INFO, "two");
        until("stderr", "two\n");
        writer.reopen();
        log(Level.INFO, "three");
        stop(writer);

        assertThat(content("log"))
                .containsPattern(
                        "WARN  log  2 log lines are missing here: .*; standard error has them")
                .contains("loop  three\n")
                .doesNotContain("one", "two");
        assertThat(content("stderr")).contains("one\n", "two\n", "three\n");
    }

    @Test
    void unopenableFileSaysWhy() throws IOException {
        Path missing = directory.resolve("none/log");
        assertThat(problem(missing))
                .isEqualTo("cannot open log " + missing + ": no such directory (ENOENT)");
        assertThat(problem(directory))
                .isEqualTo("cannot open log " + directory + ": it is a directory (EISDIR)");
        Path zero = Path.of("/dev/zero");
        assertThat(problem(zero)).isEqualTo("cannot open log /dev/zero: it is not a regular file");
    }

    private static String problem(Path path) {
        try {
            open(path, NEVER).close();
        } catch (IOException failure) {
            return String.valueOf(failure.getMessage());
        }
        return "";
    }
}
