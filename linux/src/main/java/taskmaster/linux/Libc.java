package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The C library: the only place that names symbols. Each method is one function of glibc; it
/// returns the function's result, or the negated errno of this very call.
///
/// All go through one shape, `long f(long x6)`, since every distinct descriptor costs start-up and
/// memory (ADR 0001). That is sound on the two ABIs: six integer arguments travel in registers,
/// what a function does not take it ignores, and variadic ones take theirs from the same registers.
/// A function that returns `int` leaves the upper half of the result undefined: [#intResult].
final class Libc {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = STATE.byteOffset(PathElement.groupElement("errno"));
    private static final MethodHandle CALL = handle();

    // Freed when its thread is; a heap segment would not do.
    private static final ThreadLocal<MemorySegment> CAPTURED =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final MemorySegment CHDIR_ACTION =
            symbol("posix_spawn_file_actions_addfchdir_np");
    private static final MemorySegment CLOSE_FROM_ACTION =
            symbol("posix_spawn_file_actions_addclosefrom_np");
    private static final MemorySegment DUP2_ACTION = symbol("posix_spawn_file_actions_adddup2");
    private static final MemorySegment ACTIONS_INIT = symbol("posix_spawn_file_actions_init");
    private static final MemorySegment ACTIONS_DESTROY = symbol("posix_spawn_file_actions_destroy");
    private static final MemorySegment ATTRIBUTES_INIT = symbol("posix_spawnattr_init");
    private static final MemorySegment ATTRIBUTES_FLAGS = symbol("posix_spawnattr_setflags");
    private static final MemorySegment ATTRIBUTES_DEFAULTS =
            symbol("posix_spawnattr_setsigdefault");
    private static final MemorySegment ATTRIBUTES_MASK = symbol("posix_spawnattr_setsigmask");
    private static final MemorySegment POSIX_SPAWN = symbol("posix_spawn");
    private static final MemorySegment WAITID = symbol("waitid");
    private static final MemorySegment KILL = symbol("kill");
    private static final MemorySegment SYSCALL = symbol("syscall");
    private static final MemorySegment UNSHARE = symbol("unshare");
    private static final MemorySegment UMASK = symbol("umask");
    private static final MemorySegment PRLIMIT = symbol("prlimit");
    private static final MemorySegment PRCTL = symbol("prctl");
    private static final MemorySegment SIGNAL = symbol("signal");
    private static final MemorySegment SETSID = symbol("setsid");
    private static final MemorySegment GETPID = symbol("getpid");
    private static final MemorySegment GETEUID = symbol("geteuid");
    private static final MemorySegment GETEGID = symbol("getegid");
    private static final MemorySegment EXIT = symbol("_exit");
    private static final MemorySegment OPENAT = symbol("openat");
    private static final MemorySegment CLOSE = symbol("close");
    private static final MemorySegment READ = symbol("read");
    private static final MemorySegment WRITE = symbol("write");
    private static final MemorySegment PREAD = symbol("pread");
    private static final MemorySegment PIPE2 = symbol("pipe2");
    private static final MemorySegment TEE = symbol("tee");
    private static final MemorySegment SPLICE = symbol("splice");
    private static final MemorySegment LSEEK = symbol("lseek");
    private static final MemorySegment FTRUNCATE = symbol("ftruncate");
    private static final MemorySegment FCHMOD = symbol("fchmod");
    private static final MemorySegment FCHOWN = symbol("fchown");
    private static final MemorySegment FCNTL = symbol("fcntl");
    private static final MemorySegment DUP3 = symbol("dup3");
    private static final MemorySegment IOCTL = symbol("ioctl");
    private static final MemorySegment MKFIFO = symbol("mkfifo");
    private static final MemorySegment FACCESSAT = symbol("faccessat");
    private static final MemorySegment STATX = symbol("statx");
    private static final MemorySegment SOCKET = symbol("socket");
    private static final MemorySegment CONNECT = symbol("connect");
    private static final MemorySegment EPOLL_CREATE1 = symbol("epoll_create1");
    private static final MemorySegment EPOLL_CTL = symbol("epoll_ctl");
    private static final MemorySegment EPOLL_WAIT = symbol("epoll_wait");
    private static final MemorySegment EVENTFD = symbol("eventfd");

    private Libc() {}

    // Spawning. These return the errno itself (posix_spawn(3)).

    static int spawnActionsInit(MemorySegment actions) {
        return (int) call(ACTIONS_INIT, actions.address());
    }

    static int spawnActionsDestroy(MemorySegment actions) {
        return (int) call(ACTIONS_DESTROY, actions.address());
    }

    static int spawnActionsAddDup2(MemorySegment actions, int from, int to) {
        return (int) call(DUP2_ACTION, actions.address(), from, to);
    }

    static int spawnActionsAddFchdir(MemorySegment actions, int fd) {
        return (int) call(CHDIR_ACTION, actions.address(), fd);
    }

    static int spawnActionsAddCloseFrom(MemorySegment actions, int first) {
        return (int) call(CLOSE_FROM_ACTION, actions.address(), first);
    }

    static int spawnAttributesInit(MemorySegment attributes) {
        return (int) call(ATTRIBUTES_INIT, attributes.address());
    }

    static int spawnAttributesSetFlags(MemorySegment attributes, int flags) {
        return (int) call(ATTRIBUTES_FLAGS, attributes.address(), flags);
    }

    static int spawnAttributesSetSignalDefaults(MemorySegment attributes, MemorySegment set) {
        return (int) call(ATTRIBUTES_DEFAULTS, attributes.address(), set.address());
    }

    static int spawnAttributesSetSignalMask(MemorySegment attributes, MemorySegment set) {
        return (int) call(ATTRIBUTES_MASK, attributes.address(), set.address());
    }

    static int posixSpawn(
            MemorySegment pid,
            MemorySegment path,
            MemorySegment actions,
            MemorySegment attributes,
            long arguments,
            long environment) {
        return (int)
                call(
                        POSIX_SPAWN,
                        pid.address(),
                        path.address(),
                        actions.address(),
                        attributes.address(),
                        arguments,
                        environment);
    }

    // Processes

    static int waitid(int type, int id, MemorySegment info, int options) {
        return intResult(call(WAITID, type, id, info.address(), options, 0, 0));
    }

    static int kill(int pid, int signal) {
        return intResult(call(KILL, pid, signal));
    }

    // Called by number: glibc has had wrappers only since 2.36.
    static int pidfdOpen(int pid) {
        return intResult(call(SYSCALL, Abi.SYS_PIDFD_OPEN, pid, 0));
    }

    static int pidfdSendSignal(int pidfd, int signal, int flags) {
        return intResult(call(SYSCALL, Abi.SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, flags, 0));
    }

    static int unshare(int flags) {
        return intResult(call(UNSHARE, flags));
    }

    static int umask(int mask) {
        return (int) call(UMASK, mask);
    }

    static int prlimit(int pid, int resource, MemorySegment newLimit, MemorySegment oldLimit) {
        return intResult(
                call(PRLIMIT, pid, resource, newLimit.address(), oldLimit.address(), 0, 0));
    }

    static int prctl(int option, long argument) {
        return intResult(call(PRCTL, option, argument, 0, 0, 0, 0));
    }

    /// Sets SIG_DFL, which is 0.
    static int signalDefault(int signal) {
        return call(SIGNAL, signal, 0) == -1 ? -errno() : 0;
    }

    static int setsid() {
        return intResult(call(SETSID, 0));
    }

    static int getpid() {
        return (int) call(GETPID, 0);
    }

    static int geteuid() {
        return (int) call(GETEUID, 0);
    }

    static int getegid() {
        return (int) call(GETEGID, 0);
    }

    static void exit(int code) {
        call(EXIT, code);
    }

    // Files and descriptors

    static int openat(int directory, MemorySegment path, int flags, int permissions) {
        return intResult(call(OPENAT, directory, path.address(), flags, permissions, 0, 0));
    }

    static int close(int fd) {
        return intResult(call(CLOSE, fd));
    }

    static long read(int fd, MemorySegment buffer, long bytes) {
        return longResult(call(READ, fd, buffer.address(), bytes));
    }

    static long write(int fd, MemorySegment buffer, long bytes) {
        return longResult(call(WRITE, fd, buffer.address(), bytes));
    }

    static long pread(int fd, MemorySegment buffer, long bytes, long offset) {
        return longResult(call(PREAD, fd, buffer.address(), bytes, offset, 0, 0));
    }

    static int pipe2(MemorySegment ends, int flags) {
        return intResult(call(PIPE2, ends.address(), flags));
    }

    static long tee(int from, int to, long bytes, int flags) {
        return longResult(call(TEE, from, to, bytes, flags, 0, 0));
    }

    /// At the present positions of both.
    static long splice(int from, int to, long bytes, int flags) {
        return longResult(call(SPLICE, from, 0, to, 0, bytes, flags));
    }

    static long lseek(int fd, long offset, int whence) {
        return longResult(call(LSEEK, fd, offset, whence));
    }

    static int ftruncate(int fd, long bytes) {
        return intResult(call(FTRUNCATE, fd, bytes));
    }

    static int fchmod(int fd, int permissions) {
        return intResult(call(FCHMOD, fd, permissions));
    }

    static int fchown(int fd, int uid, int gid) {
        return intResult(call(FCHOWN, fd, uid, gid));
    }

    static int fcntl(int fd, int command, long argument) {
        return intResult(call(FCNTL, fd, command, argument));
    }

    static int dup3(int fd, int target, int flags) {
        return intResult(call(DUP3, fd, target, flags));
    }

    static int ioctl(int fd, int request, MemorySegment argument) {
        return intResult(call(IOCTL, fd, request, argument.address()));
    }

    static int mkfifo(MemorySegment path, int permissions) {
        return intResult(call(MKFIFO, path.address(), permissions));
    }

    static int faccessat(int directory, MemorySegment path, int mode, int flags) {
        return intResult(call(FACCESSAT, directory, path.address(), mode, flags, 0, 0));
    }

    static int statx(int directory, MemorySegment path, int flags, int mask, MemorySegment out) {
        return intResult(call(STATX, directory, path.address(), flags, mask, out.address(), 0));
    }

    static int socket(int family, int type, int protocol) {
        return intResult(call(SOCKET, family, type, protocol));
    }

    static int connect(int fd, MemorySegment address) {
        return intResult(call(CONNECT, fd, address.address(), address.byteSize()));
    }

    // Polling

    static int epollCreate(int flags) {
        return intResult(call(EPOLL_CREATE1, flags));
    }

    static int epollCtl(int epoll, int operation, int fd, MemorySegment event) {
        return intResult(call(EPOLL_CTL, epoll, operation, fd, event.address(), 0, 0));
    }

    static int epollWait(int epoll, MemorySegment events, int eventsMax, int timeoutMillis) {
        return intResult(call(EPOLL_WAIT, epoll, events.address(), eventsMax, timeoutMillis, 0, 0));
    }

    static int eventfd(int initial, int flags) {
        return intResult(call(EVENTFD, initial, flags));
    }

    static boolean hasSymbol(String name) {
        return SYMBOLS.find(name).isPresent();
    }

    private static int intResult(long raw) {
        int result = (int) raw;
        return result == -1 ? -errno() : result;
    }

    private static long longResult(long raw) {
        return raw == -1 ? -errno() : raw;
    }

    private static int errno() {
        return CAPTURED.get().get(JAVA_INT, ERRNO_OFFSET);
    }

    private static long call(MemorySegment function, long a) {
        return call(function, a, 0, 0, 0, 0, 0);
    }

    private static long call(MemorySegment function, long a, long b) {
        return call(function, a, b, 0, 0, 0, 0);
    }

    private static long call(MemorySegment function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0);
    }

    private static long call(
            MemorySegment function, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, CAPTURED.get(), a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall threw", impossible);
        }
    }

    // The restricted method: right only if shape and function fit, which the methods above see to.
    @SuppressWarnings("restricted")
    private static MethodHandle handle() {
        return LINKER.downcallHandle(
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }

    private static MemorySegment symbol(String name) {
        return SYMBOLS.find(name)
                .orElseThrow(
                        () ->
                                new UnsupportedPlatformException(
                                        "cannot run on this C library: it has no " + name));
    }
}
