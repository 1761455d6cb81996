package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import taskmaster.config.LogComponent;
import taskmaster.config.LogLevel;
import taskmaster.config.LogSettings;
import taskmaster.core.ForwardTarget;
import taskmaster.daemon.output.RotationClock;
import taskmaster.daemon.output.Syslog;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjIntConsumer;

/// The daemon's own log. Everything logs through SLF4J; this opens, changes and closes what is
/// behind it.
///
/// Loggers are named by component (`LoggerFactory.getLogger("loop")`). Lines are
/// `2026-11-23T02:51:07.123Z INFO loop message`, in UTC, or JSON objects with the keys `time`,
/// `level`, `logger`, `thread`, `message` and, with an exception, `error`.
///
/// The daemon's `main` calls [#configure] before anything else touches SLF4J, because that is where
/// SLF4J learns whom to ask. Calls may come from any thread.
public final class DaemonLog {

    static {
        // SLF4J then neither searches the class path nor tells what it did.
        System.setProperty("slf4j.provider", LogProvider.class.getName());
        System.setProperty("slf4j.internal.verbosity", "WARN");
    }

    private static final Levels LEVELS = new Levels();
    private static volatile @Nullable ObjIntConsumer<Path> compressor;
    private static @Nullable LogWriter writer;
    private static @Nullable LogSettings inForce;
    private static boolean isStderrWanted;
    private static @Nullable Kernel kernel;
    private static @Nullable SyslogCopy syslog;

    private DaemonLog() {}

    /// Opens the log and starts its thread; what was logged before comes out now. May block on the
    /// disk.
    ///
    /// @param ownKernel for the system's syslog
    /// @param alsoStderr lines go to standard error too (in the foreground); without a file they
    ///   always do
    /// @return what is wrong, for people: then the log goes to standard error
    public static synchronized Optional<String> configure(
            LogSettings settings, Kernel ownKernel, boolean alsoStderr) {
        LoggerFactory.getILoggerFactory();
        LEVELS.begin(settings.level(), settings.levels());
        isStderrWanted = alsoStderr;
        kernel = ownKernel;
        Optional<String> problem = Optional.empty();
        LogSink sink;
        try {
            sink = sink(settings);
            inForce = settings;
        } catch (IOException failure) {
            sink = new LogSink(null, true, settings.format(), syslog(settings.syslog()));
            problem = Optional.of(String.valueOf(failure.getMessage()));
        }
        if (writer == null) {
            writer = new LogWriter(LogProvider.QUEUE, sink, LogWriter.standardError());
            writer.start();
        } else {
            writer.useSink(sink);
        }
        return problem;
    }

    /// Takes over other settings while the daemon runs. Opens the new file on the calling thread
    /// and may block on the disk; lines logged before go to the old one.
    ///
    /// Levels that were changed by [#changeLevel] stay, unless those of the settings are new.
    ///
    /// @throws IOException with what is wrong, for people: then everything stays as it was
    /// @return whether levels that were changed have ended
    public static synchronized boolean reconfigure(LogSettings settings) throws IOException {
        LogWriter running = writer;
        if (running == null) {
            throw new IOException("the log is not open");
        }
        running.useSink(sink(settings));
        inForce = settings;
        return LEVELS.configure(settings.level(), settings.levels());
    }

    /// Takes what compresses old files, for settings that want it: they wait until then.
    ///
    /// @param request gets the log and how many old files it has; must not block
    public static synchronized void compressBy(ObjIntConsumer<Path> request) {
        compressor = request;
        LogSettings settings = inForce;
        if (settings != null
                && settings.file() != null
                && settings.rotation().isCompressed()
                && settings.rotation().backups() > 0) {
            request.accept(settings.file(), settings.rotation().backups());
        }
    }

    private static void compress(Path log, int backups) {
        ObjIntConsumer<Path> request = compressor;
        if (request != null) {
            request.accept(log, backups);
        }
    }

    /// Changes at once how much is told, until the daemon ends or the settings say something new.
    /// Any thread; never waits for a disk.
    ///
    /// @param component null: all
    /// @param level null: what the settings say
    /// @param who did it, which is logged at any level
    public static void changeLevel(
            @Nullable LogComponent component, @Nullable LogLevel level, String who) {
        LoggerFactory.getILoggerFactory();
        LEVELS.change(component, level);
        LogProvider.QUEUE.tell(Level.INFO, who);
    }

    /// How much each component tells. Any thread; never waits for a disk.
    public static List<ComponentLevel> levels() {
        return LEVELS.all();
    }

    /// Opens the file anew, after someone else has renamed it (SIGUSR2). Does not block: the log's
    /// own thread does it, and says in the log if it cannot.
    public static synchronized void reopen() {
        if (writer != null) {
            writer.reopen();
        }
    }

    /// Writes what waits and closes the log, before the daemon exits. What is logged later waits
    /// for a next [#configure].
    ///
    /// @return false if the disk or the reader of standard error took longer than allowed
    public static synchronized boolean stop(long timeoutNanos) {
        LogWriter running = writer;
        if (running == null) {
            return true;
        }
        writer = null;
        try {
            return running.stop(timeoutNanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static LogSink sink(LogSettings settings) throws IOException {
        LogFile file =
                settings.file() == null
                        ? null
                        : LogFile.open(
                                settings.file(),
                                settings.rotation(),
                                RotationClock.system(),
                                DaemonLog::compress);
        return new LogSink(
                file, isStderrWanted || file == null, settings.format(), syslog(settings.syslog()));
    }

    /// The syslog in use if it is the one, or another; nothing is opened before its first line.
    private static @Nullable SyslogCopy syslog(@Nullable ForwardTarget target) {
        LogSettings before = inForce;
        boolean isSame =
                writer != null
                        && before != null
                        && target != null
                        && target.equals(before.syslog());
        if (!isSame) {
            syslog =
                    target == null || kernel == null
                            ? null
                            : new SyslogCopy(
                                    Syslog.open(target, kernel, DaemonLog::warn), kernel.pid());
        }
        return syslog;
    }

    private static void warn(String problem) {
        LogProvider.QUEUE.tell(Level.WARN, problem);
    }
}
