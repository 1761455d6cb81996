package taskmaster.daemon;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.DaemonFile;
import taskmaster.api.Directories;
import taskmaster.api.Version;
import taskmaster.config.LogLevel;
import taskmaster.config.LogSettings;
import taskmaster.config.Secret;
import taskmaster.config.ServerSettings;
import taskmaster.config.Settings;
import taskmaster.core.ProcessSpec;
import taskmaster.core.Signals;
import taskmaster.daemon.alert.Alerts;
import taskmaster.daemon.alert.ChildSettings;
import taskmaster.daemon.control.ControlServer;
import taskmaster.daemon.control.ControlSettings;
import taskmaster.daemon.control.ControlStart;
import taskmaster.daemon.control.DaemonInfo;
import taskmaster.daemon.log.DaemonLog;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.NoFileLimit;
import taskmaster.linux.OpenFlag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One run of the daemon: puts its parts together, runs the loop, takes them down again.
final class Daemon {

    /// Signals that have no name in [Signals] of their own.
    private static final int SIGUSR1 = 10;

    private static final int SIGUSR2 = 12;
    private static final int SIGCHLD = 17;

    private final Kernel kernel;
    private final Options options;
    private final Path config;
    private final Settings settings;
    private final Instant startedAt = Instant.now();

    /// @param config as the operator named it
    Daemon(Kernel kernel, Options options, Path config, Settings settings) {
        this.kernel = kernel;
        this.options = options;
        this.config = config;
        this.settings = settings;
    }

    /// Runs until it is told to end and everything is down.
    ExitCode run() throws StartRefused {
        Path file = config.toAbsolutePath().normalize();
        var directories = Directories.of(System.getenv(), kernel.uid()).of(file);
        Instance instance = Instance.claim(directories, file, kernel.uid(), kernel.pid());
        try (instance) {
            Optional<String> problem =
                    DaemonLog.configure(
                            logSettings(settings.log(), directories),
                            kernel,
                            !options.isBackground());
            if (problem.isPresent() && options.isBackground()) {
                // There is no standard error to go on with.
                throw new StartRefused(ExitCode.FAILED, problem.get());
            }
            problem.ifPresent(text -> LoggerFactory.getLogger("main").error("{}", text));
            warnOfLeftovers(instance);
            writePidfile();
            try {
                serve(instance, file);
            } finally {
                DaemonLog.stop(TimeUnit.MILLISECONDS.toNanos(Limits.FAREWELL_MILLIS));
                deletePidfile();
            }
        }
        return ExitCode.OK;
    }

    private static void warnOfLeftovers(Instance instance) {
        if (!instance.killed().isEmpty()) {
            LoggerFactory.getLogger("main")
                    .warn(
                            "the daemon before, process {}, was killed: processes that it started"
                                    + " may still run, and are not known to this one",
                            instance.killed());
        }
    }

    /// The settings of the file, with what the command line overrides and a place for the log.
    private LogSettings logSettings(LogSettings wanted, Directories.OfConfiguration directories) {
        return new LogSettings(
                wanted.file() == null
                        ? directories.logs().resolve("taskmasterd.log")
                        : wanted.file(),
                options.logLevel() == null ? wanted.level() : options.logLevel(),
                wanted.levels(),
                wanted.format(),
                wanted.rotation(),
                wanted.syslog());
    }

    private void serve(Instance instance, Path file) throws StartRefused {
        Logger log = LoggerFactory.getLogger("main");
        NoFileLimit childrens = prepareProcess(log);
        Directories.OfConfiguration directories = instance.directories();
        var clock = new WallClock();
        var inbox = new Inbox();
        var announcer = new Announcer(clock);
        var news = new OutputNews(inbox, announcer);
        var output =
                new OutputCapture(
                        kernel,
                        instance.fifos(kernel.uid()),
                        directories.logs(),
                        text -> LoggerFactory.getLogger("output").warn("{}", text),
                        news);
        DaemonLog.compressBy(output::compress);
        var environment = new ChildEnvironment(System.getenv());
        var supervisor =
                new Supervisor(
                        kernel,
                        inbox,
                        output,
                        announcer,
                        new Launcher(kernel, output, environment, childrens));
        var alerts =
                new AlertNews(
                        output,
                        id -> supervisor.fleet().member(id),
                        () ->
                                alerts(
                                        file,
                                        directories,
                                        new ChildSettings(
                                                environment.inherited(),
                                                childrens,
                                                supervisor::childrenChanged)));
        announcer.alertBy(alerts);
        alerts.configure(settings.alerts());
        var reloader =
                new Reloader(
                        file,
                        System.getenv(),
                        inbox,
                        supervisor,
                        output,
                        announcer,
                        alerts,
                        changed -> relog(changed, directories),
                        settings);
        announcer.countOutput(spec -> OutputViews.of(output, spec));
        news.nameBy(
                id ->
                        Optional.ofNullable(supervisor.fleet().member(id))
                                .map(member -> member.spec().name()));
        Path socket = socket(directories);
        OptionalInt port = options.port().isPresent() ? options.port() : settings.server().port();
        var info = new DaemonInfo(Version.TEXT, kernel.pid(), file, socket, port, startedAt);
        var operations =
                new ClientOperations(
                        inbox,
                        supervisor,
                        output,
                        announcer,
                        reloader,
                        alerts,
                        new Views(clock, output),
                        viewer(),
                        info);
        ControlServer control = listen(operations, directories, socket, port);
        try (control) {
            handleSignals(inbox, supervisor, reloader, output, log);
            greet(log, file, socket);
            instance.advertise(self(file, socket, port, directories));
            if (options.isBackground()) {
                leaveStandardOutput();
            }
            inbox.fact(() -> supervisor.reload(settings.fleet()));
            loop(supervisor);
            log.info("everything is down, taskmasterd ends");
        } finally {
            output.close();
            alerts.close(Limits.ALERT_FAREWELL_NANOS);
        }
    }

    private Alerts alerts(
            Path file, Directories.OfConfiguration directories, ChildSettings childrens) {
        return Alerts.of(
                new Alerts.Self(hostName(), file.toString(), kernel.pid()),
                directories.alerts(),
                kernel,
                childrens);
    }

    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException noProc) {
            return "localhost";
        }
    }

    /// Takes all descriptors that it may have, and adopts orphans.
    ///
    /// @return RLIMIT_NOFILE as it was, which children get
    private NoFileLimit prepareProcess(Logger log) {
        NoFileLimit original = kernel.noFileLimit();
        int errno = kernel.setNoFileLimit(new NoFileLimit(original.hard(), original.hard()));
        if (errno != 0) {
            log.warn("cannot raise the limit of descriptors: {}", Errno.description(errno));
        }
        errno = kernel.becomeSubreaper();
        if (errno != 0) {
            log.warn("cannot adopt orphans: {}", Errno.description(errno));
        }
        return original;
    }

    private static void loop(Supervisor supervisor) {
        try {
            supervisor.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// May wait for a disk.
    ///
    /// @return what the operator is to be told
    private String relog(LogSettings changed, Directories.OfConfiguration directories) {
        boolean hasEndedChanges;
        try {
            hasEndedChanges = DaemonLog.reconfigure(logSettings(changed, directories));
        } catch (IOException failure) {
            String text = "the daemon's log goes on as it was: " + failure.getMessage();
            LoggerFactory.getLogger("main").error("{}", text);
            return text;
        }
        LogLevel commandLine = options.logLevel();
        String text = "settings of `log` changed and are in force";
        if (hasEndedChanges) {
            text += "; what `log-level` had changed has ended";
        }
        return commandLine == null || commandLine == changed.level()
                ? text
                : text
                        + ", but the level stays %s by --log-level"
                                .formatted(commandLine.name().toLowerCase(Locale.ROOT));
    }

    /// Renders lists for clients; its thread is gone when nobody asks.
    private static ThreadPoolExecutor viewer() {
        var viewer =
                new ThreadPoolExecutor(
                        1,
                        1,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        Thread.ofPlatform().daemon().name("viewer").factory());
        viewer.allowCoreThreadTimeOut(true);
        return viewer;
    }

    private Path socket(Directories.OfConfiguration directories) {
        Path configured = settings.server().socket();
        return configured == null ? directories.controlSocket() : configured;
    }

    private Path tokenFile(Directories.OfConfiguration directories) {
        Path configured = settings.server().tokenFile();
        return configured == null ? directories.token() : configured;
    }

    private ControlServer listen(
            ClientOperations operations,
            Directories.OfConfiguration directories,
            Path socket,
            OptionalInt port)
            throws StartRefused {
        ServerSettings server = settings.server();
        var wanted =
                new ControlSettings(
                        socket,
                        port,
                        Optional.ofNullable(server.token()).map(Secret::reveal),
                        tokenFile(directories),
                        server.tokenFile() == null);
        return switch (ControlServer.start(wanted, operations)) {
            case ControlStart.Started started -> started.server();
            case ControlStart.Refused refused ->
                    throw new StartRefused(ExitCode.IN_USE, refused.message());
        };
    }

    private DaemonFile self(
            Path file, Path socket, OptionalInt port, Directories.OfConfiguration directories) {
        return new DaemonFile(
                kernel.pid(),
                file.toString(),
                socket.toString(),
                port.isPresent() ? (Integer) port.getAsInt() : null,
                port.isPresent() ? tokenFile(directories).toString() : null,
                Version.TEXT,
                startedAt.toString());
    }

    private void handleSignals(
            Inbox inbox,
            Supervisor supervisor,
            Reloader reloader,
            OutputCapture output,
            Logger log) {
        var signals = new SignalHandlers(kernel);
        Consumer<String> end =
                signal -> {
                    log.info(
                            supervisor.fleet().isShuttingDown()
                                    ? "received {} once more: killing what is left"
                                    : "received {}: stopping everything in order",
                            signal);
                    supervisor.shutDown();
                };
        signals.on("TERM", Signals.SIGTERM, () -> inbox.fact(() -> end.accept("SIGTERM")));
        signals.on("INT", Signals.SIGINT, () -> inbox.fact(() -> end.accept("SIGINT")));
        signals.on("HUP", Signals.SIGHUP, reloader::reloadBySignal);
        signals.on("USR1", SIGUSR1, () -> inbox.fact(() -> StateDump.log(supervisor.fleet())));
        signals.on(
                "USR2",
                SIGUSR2,
                () -> {
                    log.info("received SIGUSR2: reopening log files");
                    DaemonLog.reopen();
                    output.reopenAll();
                });
        signals.on("CHLD", SIGCHLD, supervisor::childrenChanged);
    }

    /// The first lines: where it listens, what it starts, how to go on.
    private void greet(Logger log, Path file, Path socket) {
        System.out.println("taskmaster " + Version.TEXT + " runs " + file);
        System.out.println("  control socket: " + socket);
        System.out.println("  starting:       " + contents(settings));
        System.out.println("  shell:          " + ClientCommand.with("-c " + config));
        System.out.flush();
        log.info(
                "taskmasterd {} started, pid {}, configuration {}, control socket {}",
                Version.TEXT,
                kernel.pid(),
                file,
                socket);
    }

    /// Nobody reads any more what goes to the file in which [Detacher] caught the first words.
    private void leaveStandardOutput() {
        int nothing = kernel.open("/dev/null", 0, OpenFlag.WRITE);
        if (nothing >= 0) {
            kernel.replace(1, nothing);
            kernel.replace(2, nothing);
            kernel.close(nothing);
        }
    }

    /// `3 programs, 5 processes: ls:ls_00, ...`
    static String contents(Settings settings) {
        List<String> names = new ArrayList<>();
        settings.fleet()
                .programs()
                .forEach(p -> p.processes().stream().map(ProcessSpec::name).forEach(names::add));
        int programs = settings.fleet().programs().size();
        return "%d %s, %d %s%s"
                .formatted(
                        programs,
                        programs == 1 ? "program" : "programs",
                        names.size(),
                        names.size() == 1 ? "process" : "processes",
                        names.isEmpty() ? "" : ": " + Names.some(names));
    }

    private void writePidfile() throws StartRefused {
        Path pidfile = options.pidfile();
        if (pidfile == null) {
            return;
        }
        try {
            Files.writeString(pidfile, kernel.pid() + "\n");
        } catch (IOException failure) {
            throw new StartRefused(
                    ExitCode.FAILED,
                    "cannot write pidfile %s: %s".formatted(pidfile, Failures.cause(failure)));
        }
    }

    private void deletePidfile() {
        @Nullable Path pidfile = options.pidfile();
        if (pidfile != null) {
            try {
                Files.deleteIfExists(pidfile);
            } catch (IOException _) {
                // A stale pidfile is harmless: its pid is dead.
            }
        }
    }
}
