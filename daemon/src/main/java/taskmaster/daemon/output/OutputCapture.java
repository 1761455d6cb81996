package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.core.ProcessId;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.LogSource;
import taskmaster.daemon.control.LogStream;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Captures what the supervised programs write, and puts it into their log files.
///
/// Each stream is a FIFO of its own, held open by the daemon as long as the identity of the process
/// exists, over all its restarts. One thread, `output`, moves bytes; nothing passes through the
/// daemon's loop. Except [#open], no call blocks.
///
/// Policies: while a log takes nothing (a full, failing or dead disk, a directory that cannot be
/// written to, a paused reader of `/dev/stdout`), its programs wait, and nothing is lost; with
/// `overflow: drop` what they write meanwhile is dropped and counted. Only the programs that use
/// that log are concerned. If the reader of `/dev/stdout` is gone for ever, output to it is dropped
/// and counted. A raw stream that has a file for itself is written as it comes, byte by byte;
/// otherwise whole lines are, up to 64 KiB long.
public final class OutputCapture implements AutoCloseable {

    private static final long CLOSE_NANOS = 5_000_000_000L;
    private static final OutputSpec UNCOPIED = OutputSpec.raw(Rotation.ofSize(0, 0));

    private final Kernel kernel;
    private final Fifos fifos;
    private final Path ownLogDirectory;
    private final CaptureLoop loop;
    private final Compressor compressor;
    private final LineFormats formats = new LineFormats();
    private final ThreadPoolExecutor opener = opener();
    private final Map<ProcessId, Capture> captures = new ConcurrentHashMap<>();
    private final Map<ProcessId, CountDownLatch> leaving = new ConcurrentHashMap<>();
    private final Map<ProcessId, List<LogListener>> listeners = new ConcurrentHashMap<>();

    /// Starts the thread `output`.
    ///
    /// @param fifoDirectory for the named pipes; made, for the daemon's user alone, when needed
    /// @param ownLogDirectory for logs of streams without a path; made when needed
    /// @param problemReport gets messages for people; called on several threads, must not block
    /// @param events gets what happens to logs; the same
    public OutputCapture(
            Kernel kernel,
            Path fifoDirectory,
            Path ownLogDirectory,
            Consumer<String> problemReport,
            Consumer<OutputEvent> events) {
        this(
                kernel,
                fifoDirectory,
                ownLogDirectory,
                problemReport,
                events,
                RotationClock.system(),
                1,
                2);
    }

    /// With another clock, and other descriptors in the place of the daemon's own output.
    OutputCapture(
            Kernel kernel,
            Path fifoDirectory,
            Path ownLogDirectory,
            Consumer<String> problemReport,
            Consumer<OutputEvent> events,
            RotationClock clock,
            int stdoutFd,
            int stderrFd) {
        this.kernel = kernel;
        this.fifos = new Fifos(kernel, fifoDirectory);
        this.ownLogDirectory = ownLogDirectory;
        this.compressor = new Compressor(kernel, problemReport, this::isWritten);
        this.loop =
                new CaptureLoop(
                        kernel,
                        problemReport,
                        events,
                        clock,
                        compressor::request,
                        target -> Syslog.open(target, kernel, problemReport),
                        stdoutFd,
                        stderrFd);
        loop.start();
    }

    /// Opens what a process needs to be started: its FIFOs and log files, unless they are open from
    /// an earlier start, and fresh write ends for the child.
    ///
    /// On a spawner thread: may block on the disk. Of one process only one call at a time.
    ///
    /// @param name the displayed name, in messages and in the names of own logs
    public OpenResult open(ProcessId id, String name, LaunchSpec launch, OutputSpec spec) {
        awaitLeaving(id);
        Capture capture = captures.computeIfAbsent(id, this::newCapture);
        capture.opening.lock();
        try {
            capture.name = name;
            capture.launch = launch;
            capture.spec = spec;
            capture.isMerged = launch.stderr() instanceof StreamTarget.MergedIntoStdout;
            String problem = prepare(capture, LogStream.STDOUT, launch.stdout(), spec);
            if (problem == null) {
                problem = prepare(capture, LogStream.STDERR, launch.stderr(), spec);
            }
            return problem == null ? writeEnds(capture) : new OpenResult.Failed(problem);
        } finally {
            capture.opening.unlock();
        }
    }

    private Capture newCapture(ProcessId id) {
        return new Capture(id, () -> tellListeners(id));
    }

    /// Opens other logs for running processes: several threads, as one may wait for a dead disk.
    private static ThreadPoolExecutor opener() {
        var threads =
                new ThreadPoolExecutor(
                        Bounds.OPENING_THREADS,
                        Bounds.OPENING_THREADS,
                        1,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "output-open");
                            thread.setDaemon(true);
                            return thread;
                        });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private OpenResult writeEnds(Capture capture) {
        int stdout = writeEnd(capture.stdout);
        int stderr = stdout < -1 || capture.isMerged ? stdout : writeEnd(capture.stderr);
        if (stdout >= -1 && stderr >= -1) {
            return new OpenResult.Opened(stdout, stderr);
        }
        if (stdout >= 0) {
            var _ = kernel.close(stdout);
        }
        Pipe failed = stdout < -1 ? capture.stdout : capture.stderr;
        int errno = -Math.min(stdout, stderr) - 1;
        return new OpenResult.Failed(
                "cannot open pipe %s: %s"
                        .formatted(failed == null ? "" : failed.fifo, Errno.description(errno)));
    }

    /// The descriptor; -1: none wanted; less: the errno, as -1 - errno.
    private int writeEnd(@Nullable Pipe pipe) {
        if (pipe == null) {
            return -1;
        }
        if (pipe.isUnsettled) {
            // The first line of the new process must not be taken for the last one of the old.
            loop.orderAndWait(
                    done -> loop.streams().whenFree(pipe, done), Bounds.HANDOVER_WAIT_NANOS);
        }
        int fd = fifos.openWriteEnd(pipe);
        return fd >= 0 ? fd : fd - 1;
    }

    /// Makes the pipe of a stream lead to its target.
    ///
    /// @return why that is not possible; null if it is
    private @Nullable String prepare(
            Capture capture, LogStream stream, StreamTarget target, OutputSpec spec) {
        Pipe pipe = capture.own(stream);
        String key = key(capture.name, target, stream, spec);
        if (key == null) {
            if (pipe != null) {
                capture.set(stream, null);
                loop.orderAndWait(
                        done -> loop.streams().remove(pipe, done), Bounds.HANDOVER_WAIT_NANOS);
            }
            return null;
        }
        FormSpec form = FormSpec.of(spec, capture.name);
        if (pipe != null && isAsWanted(pipe, key, form, spec.rotation())) {
            return null;
        }
        return switch (acquire(key, target, spec.rotation())) {
            case SinkResult.Refused refused -> refused.message();
            case SinkResult.Ready ready -> {
                if (pipe == null) {
                    yield newPipe(capture, stream, key, ready.sink(), form);
                }
                Consumer<Runnable> change = change(pipe, key, ready.sink(), form, true);
                loop.orderAndWait(change, Bounds.HANDOVER_WAIT_NANOS);
                yield null;
            }
        };
    }

    private static boolean isAsWanted(Pipe pipe, String key, FormSpec form, Rotation rotation) {
        if (!key.equals(pipe.key)) {
            return false;
        }
        if (pipe.sink instanceof FileSink file) {
            file.useRotation(rotation);
        }
        return form.equals(pipe.formSpec);
    }

    private SinkResult acquire(String key, StreamTarget target, Rotation rotation) {
        if (target instanceof StreamTarget.ToOwnFile) {
            try {
                OwnDirectory.create(ownLogDirectory, "rwxr-x---");
            } catch (IOException failure) {
                return new SinkResult.Refused(
                        "cannot create log directory %s: %s"
                                .formatted(ownLogDirectory, failure.getMessage()));
            }
        }
        return loop.destinations().acquire(key, rotation);
    }

    /// What changes a pipe over to a sink and form.
    private Consumer<Runnable> change(
            Pipe pipe, String key, Sink sink, FormSpec wanted, boolean isRestart) {
        pipe.key = key;
        pipe.formSpec = wanted;
        Form form = form(wanted, pipe.stream, key);
        return done -> loop.streams().change(pipe, sink, form, isRestart, done);
    }

    /// @param key of the sink, to which nothing is forwarded twice
    private Form form(FormSpec wanted, LogStream stream, String key) {
        List<DescriptorSink> forward = new ArrayList<>();
        List<LineCopy> copies = new ArrayList<>();
        for (ForwardTarget target : wanted.forward()) {
            switch (target) {
                case ForwardTarget.DaemonStdout _ -> forward(Destinations.STDOUT_KEY, key, forward);
                case ForwardTarget.DaemonStderr _ -> forward(Destinations.STDERR_KEY, key, forward);
                case ForwardTarget.LocalSyslog _, ForwardTarget.RemoteSyslog _ ->
                        copies.add(loop.destinations().copies(target));
            }
        }
        return new Form(
                wanted.format(formats, stream == LogStream.STDERR),
                forward,
                copies,
                wanted.output().stripAnsi(),
                wanted.overflow() == Overflow.DROP);
    }

    private void forward(String key, String keyOfLog, List<DescriptorSink> forward) {
        if (key.equals(keyOfLog)) {
            return;
        }
        switch (loop.destinations().acquire(key, Rotation.ofSize(0, 0))) {
            case SinkResult.Refused refused -> loop.report(refused.message());
            case SinkResult.Ready ready -> {
                if (ready.sink() instanceof DescriptorSink sink) {
                    forward.add(sink);
                }
            }
        }
    }

    private @Nullable String newPipe(
            Capture capture, LogStream stream, String key, Sink sink, FormSpec wanted) {
        Path path = fifos.path(capture.id, stream);
        int fd = fifos.open(path);
        int errno = -fd;
        if (fd >= 0) {
            Pipe pipe = new Pipe(capture, stream, fd, path.toString(), loop.newToken(), key);
            pipe.formSpec = wanted;
            errno = loop.watch(pipe);
            if (errno == 0) {
                capture.set(stream, pipe);
                Form form = form(wanted, stream, key);
                loop.order(() -> loop.streams().attach(pipe, sink, form));
                takeUpRest(pipe);
                return null;
            }
            var _ = kernel.close(fd);
        }
        loop.order(() -> loop.release(sink));
        return "cannot open pipe %s: %s".formatted(path, Errno.description(errno));
    }

    /// Ends the line that a daemon before has left unfinished.
    private void takeUpRest(Pipe pipe) {
        byte[] rest = Fifos.leftRest(pipe.fifo);
        if (rest.length > 0) {
            pipe.isUnsettled = true;
            loop.order(
                    () -> {
                        pipe.keepCarry(rest, 0, rest.length);
                        pipe.hasRestFile = true;
                        loop.streams().settle(pipe);
                    });
        }
    }

    /// Of a sink, the path or the key of a descriptor; null: none.
    private @Nullable String key(
            String name, StreamTarget target, LogStream stream, OutputSpec spec) {
        boolean isCopied = !spec.forward().isEmpty();
        return switch (target) {
            case StreamTarget.ToFile file ->
                    isCopied && file.path().equals("/dev/null")
                            ? Destinations.NOWHERE_KEY
                            : keyOfFile(file.path());
            case StreamTarget.ToOwnFile own -> ownLog(name, stream).toString();
            case StreamTarget.ToDaemonStdout out -> Destinations.STDOUT_KEY;
            case StreamTarget.ToDaemonStderr err -> Destinations.STDERR_KEY;
            case StreamTarget.Discarded none -> isCopied ? Destinations.NOWHERE_KEY : null;
            case StreamTarget.MergedIntoStdout merged -> null;
        };
    }

    private static @Nullable String keyOfFile(String path) {
        return switch (path) {
            case "/dev/null" -> null;
            case "/dev/stdout" -> Destinations.STDOUT_KEY;
            case "/dev/stderr" -> Destinations.STDERR_KEY;
            default -> path;
        };
    }

    private Path ownLog(String name, LogStream stream) {
        String suffix =
                switch (stream) {
                    case STDOUT -> ".stdout.log";
                    case STDERR -> ".stderr.log";
                };
        return ownLogDirectory.resolve(name.replace(':', '_') + suffix);
    }

    private void awaitLeaving(ProcessId id) {
        CountDownLatch gone = leaving.get(id);
        if (gone == null) {
            return;
        }
        try {
            var _ = gone.await(Bounds.HANDOVER_WAIT_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes over changed log paths and rotation of a process that may be running. What cannot be
    /// opened is reported, and the old file stays in use. Streams that are discarded now, or shall
    /// be, change at the next start.
    public void retarget(ProcessId id, String name, LaunchSpec launch, OutputSpec spec) {
        Capture capture = captures.get(id);
        if (capture == null) {
            return;
        }
        capture.name = name;
        capture.launch = launch;
        capture.spec = spec;
        if (capture.opening.tryLock()) {
            try {
                if (!needsOpening(capture, launch, spec)) {
                    retargetNow(capture);
                    return;
                }
            } finally {
                capture.opening.unlock();
            }
        }
        opener.execute(() -> retargetNow(capture));
    }

    private boolean needsOpening(Capture capture, LaunchSpec launch, OutputSpec spec) {
        for (LogStream stream : LogStream.values()) {
            StreamTarget target = stream == LogStream.STDOUT ? launch.stdout() : launch.stderr();
            Pipe pipe = capture.own(stream);
            if (pipe != null && !pipe.key.equals(key(capture.name, target, stream, spec))) {
                return true;
            }
        }
        return false;
    }

    /// As wanted when it is done, whatever was wanted when it was asked for.
    private void retargetNow(Capture capture) {
        capture.opening.lock();
        try {
            LaunchSpec launch = capture.launch;
            OutputSpec spec = capture.spec;
            if (launch != null && spec != null && captures.get(capture.id) == capture) {
                retargetStream(capture, LogStream.STDOUT, launch.stdout(), spec);
                retargetStream(capture, LogStream.STDERR, launch.stderr(), spec);
            }
        } finally {
            capture.opening.unlock();
        }
    }

    private void retargetStream(
            Capture capture, LogStream stream, StreamTarget target, OutputSpec spec) {
        Pipe pipe = capture.own(stream);
        String key = key(capture.name, target, stream, spec);
        if (pipe == null || key == null) {
            return;
        }
        FormSpec form = FormSpec.of(spec, capture.name);
        if (isAsWanted(pipe, key, form, spec.rotation())) {
            loop.order(loop::setClock);
            return;
        }
        switch (acquire(key, target, spec.rotation())) {
            case SinkResult.Refused refused ->
                    loop.report(refused.message() + "; the old one stays in use");
            case SinkResult.Ready ready -> {
                Consumer<Runnable> change = change(pipe, key, ready.sink(), form, false);
                loop.order(() -> change.accept(() -> {}));
            }
        }
    }

    /// Takes over another displayed name (`web` has become `web:web_00`): own logs go on under the
    /// new name, and what the old file holds stays there.
    public void rename(ProcessId id, String name) {
        Capture capture = captures.get(id);
        LaunchSpec launch = capture == null ? null : capture.launch;
        OutputSpec spec = capture == null ? null : capture.spec;
        if (launch != null && spec != null) {
            retarget(id, name, launch, spec);
        }
    }

    /// Tells that the process has ended: what it left in its pipes is written, and its last line is
    /// over even without a line feed. Without this call a shared file gets that line at the next
    /// start.
    public void settle(ProcessId id) {
        Capture capture = captures.get(id);
        if (capture == null) {
            return;
        }
        for (LogStream stream : LogStream.values()) {
            Pipe pipe = capture.own(stream);
            // A raw stream that is alone in its file is written as it comes: nothing to do.
            if (pipe != null && (pipe.sink == null || pipe.isByLines())) {
                pipe.isUnsettled = true;
                loop.order(() -> loop.streams().settle(pipe));
            }
        }
    }

    /// Ends the capture of a process that is no longer configured: writes what is left, closes and
    /// removes the FIFOs. What cannot be written is reported as lost.
    public void forget(ProcessId id) {
        Capture capture = captures.remove(id);
        if (capture == null) {
            tellGone(id);
            return;
        }
        CountDownLatch gone = new CountDownLatch(1);
        leaving.put(id, gone);
        Runnable done =
                () -> {
                    leaving.remove(id, gone);
                    gone.countDown();
                    tellGone(id);
                };
        loop.order(
                () ->
                        remove(
                                capture,
                                LogStream.STDOUT,
                                () -> remove(capture, LogStream.STDERR, done)));
    }

    private void remove(Capture capture, LogStream stream, Runnable done) {
        Pipe pipe = capture.own(stream);
        if (pipe == null) {
            done.run();
        } else {
            loop.streams().remove(pipe, done);
        }
    }

    /// Opens all log files anew, after someone else has renamed or removed them (SIGUSR2). No byte
    /// is lost or written twice.
    public void reopenAll() {
        loop.order(() -> loop.streams().reopenAll());
    }

    /// Empties the current log files of a process; old ones (`NAME.1`) stay.
    public void clear(ProcessId id) {
        forEachPipe(captures.get(id), loop.streams()::clear);
    }

    private void forEachPipe(@Nullable Capture capture, Consumer<Pipe> action) {
        if (capture != null) {
            loop.order(
                    () -> {
                        for (LogStream stream : LogStream.values()) {
                            Pipe pipe = capture.own(stream);
                            if (pipe != null) {
                                action.accept(pipe);
                            }
                        }
                    });
        }
    }

    /// The file that a stream of a process is written to. Empty while it is discarded, goes to the
    /// daemon's own output, or has not been opened.
    public Optional<Path> logPath(ProcessId id, LogStream stream) {
        Capture capture = captures.get(id);
        Pipe pipe = capture == null ? null : capture.pipe(stream);
        return pipe == null ? Optional.empty() : fileOf(pipe.key);
    }

    /// The file that a stream would be written to, also of a process that never ran.
    public Optional<Path> logPath(String name, LaunchSpec launch, LogStream stream) {
        boolean isMerged =
                stream == LogStream.STDERR
                        && launch.stderr() instanceof StreamTarget.MergedIntoStdout;
        LogStream carrier = isMerged ? LogStream.STDOUT : stream;
        StreamTarget target = carrier == LogStream.STDOUT ? launch.stdout() : launch.stderr();
        String key = key(name, target, carrier, UNCOPIED);
        return key == null ? Optional.empty() : fileOf(key);
    }

    private static Optional<Path> fileOf(String key) {
        return key.startsWith("/") && !LogOpening.isTerminal(key)
                ? Optional.of(Path.of(key))
                : Optional.empty();
    }

    /// The log of a stream for reading, also of a process that never ran. Empty where there is no
    /// file.
    public Optional<LogSource> log(ProcessId id, String name, LaunchSpec launch, LogStream stream) {
        return logPath(id, stream)
                .or(() -> logPath(name, launch, stream))
                .map(path -> new LogReader(this, id, stream, path));
    }

    /// The file that a stream is being written to; unknown if none is open.
    FileId writtenFile(ProcessId id, LogStream stream) {
        Capture capture = captures.get(id);
        Pipe pipe = capture == null ? null : capture.pipe(stream);
        return pipe != null && pipe.sink instanceof FileSink file ? file.fileId() : FileId.UNKNOWN;
    }

    /// Whether a stream is being written to this file, whatever its name.
    private boolean isWritten(FileId id) {
        for (Capture capture : captures.values()) {
            for (LogStream stream : LogStream.values()) {
                Pipe pipe = capture.own(stream);
                if (pipe != null
                        && pipe.sink instanceof FileSink file
                        && file.fileId().equals(id)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Has the plain old files of a log compressed that is not captured output. Any thread, never
    /// waits for a disk.
    ///
    /// @param backups how many old files there may be
    public void compress(Path log, int backups) {
        compressor.request(log, backups);
    }

    /// Compresses old files; from any thread.
    Compressor compressor() {
        return compressor;
    }

    /// Has `listener` told of the files of a process.
    void listen(ProcessId id, LogListener listener) {
        listeners.compute(
                id,
                (key, known) -> {
                    List<LogListener> all = known == null ? new CopyOnWriteArrayList<>() : known;
                    all.add(listener);
                    return all;
                });
    }

    void unlisten(ProcessId id, LogListener listener) {
        listeners.computeIfPresent(
                id,
                (key, known) -> {
                    known.remove(listener);
                    return known.isEmpty() ? null : known;
                });
    }

    private void tellListeners(ProcessId id) {
        listeners.getOrDefault(id, List.of()).forEach(LogListener::changed);
    }

    private void tellGone(ProcessId id) {
        listeners.getOrDefault(id, List.of()).forEach(LogListener::gone);
    }

    /// What has passed through a stream; of a merged one, standard output's.
    public StreamCounters counters(ProcessId id, LogStream stream) {
        Capture capture = captures.get(id);
        Pipe pipe = capture == null ? null : capture.pipe(stream);
        if (pipe == null) {
            return StreamCounters.NONE;
        }
        return pipe.counters();
    }

    /// Empties the pipes, within 5 s, and closes everything.
    @Override
    public void close() {
        var _ = close(CLOSE_NANOS);
    }

    /// Empties the pipes and closes everything; what could not be written is reported as lost.
    ///
    /// @return false if the disk held up the end: some output may be lost untold
    public boolean close(long timeoutNanos) {
        opener.shutdown();
        boolean isDone = loop.end(timeoutNanos);
        loop.destinations().awaitCopies();
        compressor.close();
        return isDone;
    }
}
