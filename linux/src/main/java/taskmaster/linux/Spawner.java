package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.jspecify.annotations.Nullable;

import taskmaster.linux.SpawnResult.SpawnFailed;
import taskmaster.linux.SpawnResult.Spawned;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts programs by posix_spawn(3). Whatever can fail is done here in the parent, one step after
/// the other, so that each failure has a step and a path; then only `execve` is left to fail.
final class Spawner {

    /// Same for all children, never changed, never freed.
    private static final MemorySegment ATTRIBUTES = attributes();

    private final Abi abi;
    private final Children children;
    private final ProcessLimit limit;
    private final Umask umask;

    Spawner(Abi abi, Children children, ProcessLimit limit, Umask umask) {
        this.abi = abi;
        this.children = children;
        this.limit = limit;
        this.umask = umask;
    }

    SpawnResult spawn(SpawnRequest request) {
        if (hasNul(request)) {
            return new SpawnFailed(
                    Errno.EINVAL,
                    SpawnStep.EXEC,
                    "cannot start "
                            + request.command().getFirst().replace("\0", "\\0")
                            + ": a NUL character in command, environment or directory (EINVAL)");
        }
        try (Attempt attempt = new Attempt(request)) {
            return attempt.run();
        }
    }

    private static boolean hasNul(SpawnRequest request) {
        String directory = request.workingDirectory();
        return request.command().stream().anyMatch(Spawner::hasNul)
                || (directory != null && hasNul(directory))
                || request.environment().entrySet().stream()
                        .anyMatch(entry -> hasNul(entry.getKey()) || hasNul(entry.getValue()));
    }

    private static boolean hasNul(String string) {
        return string.indexOf('\0') >= 0;
    }

    private static MemorySegment attributes() {
        MemorySegment attributes = Arena.global().allocate(Abi.SPAWN_ATTRIBUTES_BYTES, 16);
        MemorySegment all = Arena.global().allocate(Abi.SIGNAL_SET_BYTES, 8).fill((byte) 0xff);
        MemorySegment none = Arena.global().allocate(Abi.SIGNAL_SET_BYTES, 8);
        Libc.spawnAttributesInit(attributes);
        Libc.spawnAttributesSetFlags(
                attributes,
                Abi.POSIX_SPAWN_SETSID | Abi.POSIX_SPAWN_SETSIGDEF | Abi.POSIX_SPAWN_SETSIGMASK);
        Libc.spawnAttributesSetSignalDefaults(attributes, all);
        Libc.spawnAttributesSetSignalMask(attributes, none);
        return attributes;
    }

    /// One spawn and what has to be given back after it.
    private final class Attempt implements AutoCloseable {
        private final SpawnRequest request;
        private final Arena arena = Arena.ofConfined();
        private final List<Integer> ownFds = new ArrayList<>();
        private @Nullable MemorySegment actions;
        private @Nullable SpawnFailed failure;

        Attempt(SpawnRequest request) {
            this.request = request;
        }

        SpawnResult run() {
            int directory = openDirectory();
            int[] stdio = failure == null ? openStdio() : new int[0];
            if (failure != null) {
                return failure;
            }
            FileProbe probe = new FileProbe(directory);
            String path;
            switch (new CommandSearch(probe)
                    .find(request.command().getFirst(), request.environment().get("PATH"))) {
                case CommandSearch.Found.Command command -> path = command.path();
                case CommandSearch.Found.Nothing nothing -> {
                    return nothing.failure();
                }
            }
            return spawn(probe, path, stdio);
        }

        /// AT_FDCWD where the request names none.
        private int openDirectory() {
            String path = request.workingDirectory();
            if (path == null) {
                return Abi.AT_FDCWD;
            }
            int flags = Abi.O_PATH | abi.openDirectory() | Abi.O_CLOEXEC;
            int fd = keep(Libc.openat(Abi.AT_FDCWD, arena.allocateFrom(path), flags, 0));
            // fchdir needs the search permission, which O_PATH does not; so does a lookup of "."
            int errno =
                    fd < 0
                            ? -fd
                            : -Libc.faccessat(
                                    fd, arena.allocateFrom("."), Abi.F_OK, Abi.AT_EACCESS);
            if (errno != 0) {
                String cause =
                        errno == Errno.ENOENT
                                ? "no such directory (ENOENT)"
                                : Errno.description(errno);
                fail(
                        errno,
                        SpawnStep.WORKING_DIRECTORY,
                        "cannot use working directory " + path + ": " + cause);
            }
            return fd;
        }

        private int[] openStdio() {
            int[] given = {request.stdinFd(), request.stdoutFd(), request.stderrFd()};
            int devNull = -1;
            for (int i = 0; i < given.length && failure == null; i++) {
                if (given[i] >= 0) {
                    given[i] = movable(given[i], i);
                } else {
                    devNull = devNull >= 0 ? devNull : openDevNull();
                    given[i] = devNull;
                }
            }
            return given;
        }

        /// A descriptor that no dup2 of another overwrites, and that glibc, which compares with the
        /// limit at the time, does not refuse.
        private int movable(int fd, int target) {
            boolean isBelowLimit = Long.compareUnsigned(fd, request.noFileSoft()) < 0;
            if (fd == target || (fd > 2 && isBelowLimit)) {
                return fd;
            }
            int copy = keep(Libc.fcntl(fd, Abi.F_DUPFD_CLOEXEC, 3));
            if (copy < 0) {
                fail(
                        -copy,
                        SpawnStep.STDIO,
                        "cannot pass descriptor %d as descriptor %d to %s: %s"
                                .formatted(
                                        fd,
                                        target,
                                        request.command().getFirst(),
                                        Errno.description(-copy)));
            }
            return copy;
        }

        private int openDevNull() {
            int flags = Abi.O_RDWR | Abi.O_CLOEXEC | Abi.O_NOCTTY;
            int fd = keep(Libc.openat(Abi.AT_FDCWD, arena.allocateFrom("/dev/null"), flags, 0));
            if (fd < 0) {
                fail(-fd, SpawnStep.STDIO, "cannot open /dev/null: " + Errno.description(-fd));
            }
            return fd;
        }

        private SpawnResult spawn(FileProbe probe, String path, int[] stdio) {
            int errno = prepareActions(probe.directory(), stdio);
            if (errno != 0) {
                return new SpawnDiagnosis(probe).failure(errno, path);
            }
            NoFileLimit wanted = new NoFileLimit(request.noFileSoft(), request.noFileHard());
            MemorySegment pid = arena.allocate(JAVA_INT);
            children.spawnBegins();
            try {
                boolean isEntered = limit.enter(wanted);
                try {
                    errno = posixSpawn(path, pid);
                } finally {
                    if (isEntered) {
                        limit.leave();
                    }
                }
                if (errno != 0) {
                    return new SpawnDiagnosis(probe).failure(errno, path);
                }
                return register(pid.get(JAVA_INT, 0), isEntered ? null : wanted);
            } finally {
                children.spawnEnds();
            }
        }

        private int prepareActions(int directory, int[] stdio) {
            MemorySegment prepared = arena.allocate(Abi.SPAWN_ACTIONS_BYTES, 16);
            int errno = Libc.spawnActionsInit(prepared);
            if (errno != 0) {
                return errno;
            }
            actions = prepared;
            for (int i = 0; i < stdio.length && errno == 0; i++) {
                errno = Libc.spawnActionsAddDup2(prepared, stdio[i], i);
            }
            if (errno == 0 && directory >= 0) {
                errno = Libc.spawnActionsAddFchdir(prepared, directory);
            }
            return errno != 0 ? errno : Libc.spawnActionsAddCloseFrom(prepared, 3);
        }

        private int posixSpawn(String path, MemorySegment pid) {
            MemorySegment file = arena.allocateFrom(path);
            long arguments = StringBlock.allocate(arena, request.command()).address();
            long environment = StringBlock.allocate(arena, variables()).address();
            MemorySegment prepared = actions == null ? MemorySegment.NULL : actions;
            return umask.during(
                    request.umask(),
                    () -> Libc.posixSpawn(pid, file, prepared, ATTRIBUTES, arguments, environment));
        }

        private List<String> variables() {
            List<String> variables = new ArrayList<>(request.environment().size());
            for (Map.Entry<String, String> entry : request.environment().entrySet()) {
                variables.add(entry.getKey() + "=" + entry.getValue());
            }
            return variables;
        }

        /// @param late the limit that is still to be set; null: the child has it
        private SpawnResult register(int pid, @Nullable NoFileLimit late) {
            if (late != null) {
                ProcessLimit.set(pid, late);
            }
            closeOwnFds(); // these give the pidfd a number when there are no more
            int pidfd = Libc.pidfdOpen(pid);
            if (pidfd >= 0) {
                children.add(pid, pidfd);
                return new Spawned(pid, pidfd);
            }
            // Without a pidfd nobody would hear of its death. It is ours and unreaped, so the
            // number
            // is its own.
            Libc.kill(-pid, Abi.SIGKILL);
            Libc.waitid(Abi.P_PID, pid, arena.allocate(Abi.SIGNAL_INFO_BYTES, 8), Abi.WEXITED);
            return new SpawnFailed(
                    -pidfd,
                    SpawnStep.LIMIT,
                    "cannot watch "
                            + request.command().getFirst()
                            + ", so it was killed at once: "
                            + Errno.description(-pidfd));
        }

        private int keep(int fd) {
            if (fd >= 0) {
                ownFds.add(fd);
            }
            return fd;
        }

        private void fail(int errno, SpawnStep step, String message) {
            boolean isLimit =
                    errno == Errno.EMFILE || errno == Errno.ENFILE || errno == Errno.ENOMEM;
            failure = new SpawnFailed(errno, isLimit ? SpawnStep.LIMIT : step, message);
        }

        private void closeOwnFds() {
            ownFds.forEach(Libc::close);
            ownFds.clear();
        }

        @Override
        public void close() {
            closeOwnFds();
            if (actions != null) {
                Libc.spawnActionsDestroy(actions);
            }
            arena.close();
        }
    }
}
