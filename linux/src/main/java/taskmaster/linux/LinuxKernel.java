package taskmaster.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntSupplier;

/// The [Kernel] of a real machine, through glibc by the foreign function API. One per process: it
/// holds what is the process's (children, umask, limits).
public final class LinuxKernel implements Kernel {

    private final Abi abi;
    private final Umask umask = new Umask();
    private final Children children = new Children();
    private final ProcessGroups groups;
    private final ProcessLimit limit;
    private final Spawner spawner;
    private final boolean canUnshare;

    private LinuxKernel(Abi abi, Set<Feature> missing) {
        this.abi = abi;
        groups = new ProcessGroups(!missing.contains(Feature.PIDFD_GROUP_SIGNAL));
        limit = new ProcessLimit(!missing.contains(Feature.DESCRIPTOR_COUNT));
        spawner = new Spawner(abi, children, limit, umask);
        canUnshare = !missing.contains(Feature.UNSHARE);
    }

    /// Opens the kernel of this machine.
    ///
    /// @throws UnsupportedPlatformException on anything but Linux 5.9 or later with glibc 2.34 or
    ///   later on x86-64 or aarch64; the message says what is missing
    public static LinuxKernel open() {
        return openWithout(Set.of());
    }

    /// As [#open], but as if the machine lacked something.
    public static LinuxKernel openWithout(Set<Feature> missing) {
        Abi abi =
                Abi.of(
                        System.getProperty("os.name", ""),
                        System.getProperty("os.arch", ""),
                        Libc::hasSymbol);
        int pidfd = Libc.pidfdOpen(Libc.getpid());
        if (pidfd < 0) {
            throw new UnsupportedPlatformException(
                    "cannot watch processes (pidfd_open): "
                            + Errno.description(-pidfd)
                            + "; taskmaster needs Linux 5.9 or later, and a seccomp profile that"
                            + " knows it");
        }
        Libc.close(pidfd);
        return new LinuxKernel(abi, missing);
    }

    @Override
    public boolean prepareSpawnerThread() {
        return canUnshare && !Thread.currentThread().isVirtual() && umask.unshare() == 0;
    }

    @Override
    public SpawnResult spawn(SpawnRequest request) {
        return spawner.spawn(request);
    }

    @Override
    public ReapResult reap(int pid, int pidfd) {
        return children.reap(pid, pidfd);
    }

    @Override
    public OptionalInt peekDeadChild() {
        return children.peekDead();
    }

    @Override
    public ReapResult reapOrphan(int pid) {
        return children.reapOrphan(pid);
    }

    @Override
    public int openPidfd(int pid) {
        return Libc.pidfdOpen(pid);
    }

    @Override
    public int signal(int pidfd, int signal) {
        return -Libc.pidfdSendSignal(pidfd, signal, 0);
    }

    @Override
    public int signalGroup(int pid, int pidfd, int signal) {
        return groups.signal(pid, pidfd, signal);
    }

    @Override
    public boolean isGroupAlive(int pid, int pidfd) {
        return groups.isAlive(pid, pidfd);
    }

    @Override
    public List<Integer> groupMembers(int pid, int pidfd) {
        return groups.living(pid, pidfd);
    }

    @Override
    public Poller openPoller() {
        return EpollPoller.open(abi);
    }

    @Override
    public int open(String path, int permissions, OpenFlag... flags) {
        if (path.indexOf('\0') >= 0) {
            return -Errno.EINVAL;
        }
        int bits = Abi.O_CLOEXEC | Abi.O_NOCTTY;
        for (OpenFlag flag : flags) {
            bits |= bits(flag);
        }
        int all = bits;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(path);
            return uninterrupted(() -> Libc.openat(Abi.AT_FDCWD, name, all, permissions));
        }
    }

    private int bits(OpenFlag flag) {
        return switch (flag) {
            case READ -> Abi.O_RDONLY;
            case WRITE -> Abi.O_WRONLY;
            case READ_WRITE -> Abi.O_RDWR;
            case CREATE -> Abi.O_CREAT;
            case EXCLUSIVE -> Abi.O_EXCL;
            case TRUNCATE -> Abi.O_TRUNC;
            case APPEND -> Abi.O_APPEND;
            case NON_BLOCKING -> Abi.O_NONBLOCK;
            case DIRECTORY -> abi.openDirectory();
            case NO_FOLLOW -> abi.openNoFollow();
        };
    }

    @Override
    public int makeFifo(String path, int permissions) {
        if (path.indexOf('\0') >= 0) {
            return Errno.EINVAL;
        }
        try (Arena arena = Arena.ofConfined()) {
            return -Libc.mkfifo(arena.allocateFrom(path), permissions);
        }
    }

    @Override
    public int read(int fd, ByteBuffer direct) {
        MemorySegment segment = segment(direct);
        try {
            int count = uninterrupted(() -> (int) Libc.read(fd, segment, segment.byteSize()));
            return advanced(direct, count);
        } finally {
            Reference.reachabilityFence(direct); // only its address went through the call
        }
    }

    @Override
    public int write(int fd, ByteBuffer direct) {
        MemorySegment segment = segment(direct);
        try {
            int count = uninterrupted(() -> (int) Libc.write(fd, segment, segment.byteSize()));
            return advanced(direct, count);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    @Override
    public int readAt(int fd, ByteBuffer direct, long offset) {
        MemorySegment segment = segment(direct);
        try {
            int count =
                    uninterrupted(() -> (int) Libc.pread(fd, segment, segment.byteSize(), offset));
            return advanced(direct, count);
        } finally {
            Reference.reachabilityFence(direct);
        }
    }

    @Override
    public int openPipe(int[] ends) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = arena.allocate(JAVA_INT, 2);
            int result = Libc.pipe2(both, Abi.O_CLOEXEC | Abi.O_NONBLOCK);
            ends[0] = both.getAtIndex(JAVA_INT, 0);
            ends[1] = both.getAtIndex(JAVA_INT, 1);
            return -result;
        }
    }

    @Override
    public int tee(int fromPipe, int toPipe, int bytesMax) {
        return uninterrupted(
                () -> (int) Libc.tee(fromPipe, toPipe, bytesMax, Abi.SPLICE_F_NONBLOCK));
    }

    @Override
    public int splice(int fromPipe, int toFile, int bytesMax) {
        return uninterrupted(
                () -> (int) Libc.splice(fromPipe, toFile, bytesMax, Abi.SPLICE_F_NONBLOCK));
    }

    private static MemorySegment segment(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("not a direct buffer");
        }
        return MemorySegment.ofBuffer(direct);
    }

    private static int advanced(ByteBuffer direct, int count) {
        if (count > 0) {
            direct.position(direct.position() + count);
        }
        return count;
    }

    private static int uninterrupted(IntSupplier call) {
        int result;
        do {
            result = call.getAsInt();
        } while (result == -Errno.EINTR);
        return result;
    }

    @Override
    public int connectDatagram(String path) {
        byte[] bytes = path.getBytes(UTF_8);
        if (bytes.length == 0 || path.indexOf('\0') >= 0) {
            return -Errno.EINVAL;
        }
        if (bytes.length >= Abi.UNIX_ADDRESS_BYTES - Abi.UNIX_ADDRESS_PATH_OFFSET) {
            return -Errno.ENAMETOOLONG;
        }
        int type = Abi.SOCK_DGRAM | Abi.SOCK_CLOEXEC | Abi.SOCK_NONBLOCK;
        int fd = Libc.socket(Abi.AF_UNIX, type, 0);
        if (fd < 0) {
            return fd;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(Abi.UNIX_ADDRESS_BYTES, 2);
            address.set(JAVA_SHORT, 0, (short) Abi.AF_UNIX);
            address.asSlice(Abi.UNIX_ADDRESS_PATH_OFFSET).copyFrom(MemorySegment.ofArray(bytes));
            int result = uninterrupted(() -> Libc.connect(fd, address));
            if (result < 0) {
                Libc.close(fd);
                return result;
            }
            return fd;
        }
    }

    @Override
    public int close(int fd) {
        int errno = -Libc.close(fd);
        return errno == Errno.EINTR ? 0 : errno; // Linux has closed it
    }

    @Override
    public int duplicate(int fd) {
        return Libc.fcntl(fd, Abi.F_DUPFD_CLOEXEC, 3);
    }

    @Override
    public int replace(int target, int fd) {
        return Math.max(0, -Libc.dup3(fd, target, 0));
    }

    @Override
    public int setPermissions(int fd, int permissions) {
        return -Libc.fchmod(fd, permissions);
    }

    @Override
    public int setOwner(int fd, int uid, int gid) {
        return -Libc.fchown(fd, uid, gid);
    }

    @Override
    public int setNonBlocking(int fd, boolean isNonBlocking) {
        int flags = Libc.fcntl(fd, Abi.F_GETFL, 0);
        if (flags < 0) {
            return -flags;
        }
        int wanted = isNonBlocking ? flags | Abi.O_NONBLOCK : flags & ~Abi.O_NONBLOCK;
        return wanted == flags ? 0 : -Libc.fcntl(fd, Abi.F_SETFL, wanted);
    }

    @Override
    public int bytesAvailable(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(JAVA_INT);
            int result = Libc.ioctl(fd, Abi.FIONREAD, count);
            return result < 0 ? result : count.get(JAVA_INT, 0);
        }
    }

    @Override
    public int setPipeSize(int fd, int bytes) {
        return Libc.fcntl(fd, Abi.F_SETPIPE_SZ, bytes);
    }

    @Override
    public long seekToEnd(int fd) {
        return Libc.lseek(fd, 0, Abi.SEEK_END);
    }

    @Override
    public int linkCount(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = arena.allocate(Abi.STATX_BYTES);
            MemorySegment noPath = arena.allocate(1);
            int result = Libc.statx(fd, noPath, Abi.AT_EMPTY_PATH, Abi.STATX_NLINK, file);
            return result < 0 ? result : file.get(JAVA_INT, Abi.STATX_NLINK_OFFSET);
        }
    }

    @Override
    public int truncate(int fd, long bytes) {
        return -Libc.ftruncate(fd, bytes);
    }

    @Override
    public int pid() {
        return Libc.getpid();
    }

    @Override
    public int uid() {
        return Libc.geteuid();
    }

    @Override
    public int gid() {
        return Libc.getegid();
    }

    @Override
    public int umask() {
        return umask.daemonUmask();
    }

    @Override
    public void setUmask(int mask) {
        umask.setDaemonUmask(mask);
    }

    @Override
    public NoFileLimit noFileLimit() {
        return limit.limit();
    }

    @Override
    public int setNoFileLimit(NoFileLimit wanted) {
        return limit.setLimit(wanted);
    }

    @Override
    public int becomeSubreaper() {
        return -Libc.prctl(Abi.PR_SET_CHILD_SUBREAPER, 1);
    }

    @Override
    public int setDefaultSignal(int signal) {
        return -Libc.signalDefault(signal);
    }

    @Override
    public int startSession() {
        return Libc.setsid();
    }

    @Override
    public void exitNow(int code) {
        Libc.exit(code);
    }
}
