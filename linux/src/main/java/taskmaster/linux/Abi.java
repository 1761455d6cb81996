package taskmaster.linux;

import java.util.function.Predicate;

/// Constants and layouts of the Linux ABI. Those that differ between processors are components, all
/// others are the same on x86-64 and aarch64. A test compares them with what a C program prints.
///
/// @param epollEventBytes size of `struct epoll_event`: packed on x86-64 only (sys/epoll.h,
///   EPOLL_PACKED)
/// @param epollDataOffset offset of its `data`
/// @param openDirectory O_DIRECTORY (asm/fcntl.h: aarch64 has its own)
/// @param openNoFollow O_NOFOLLOW (likewise)
record Abi(
        String processor,
        int epollEventBytes,
        int epollDataOffset,
        int openDirectory,
        int openNoFollow) {

    static final Abi X86_64 = new Abi("x86-64", 12, 4, 0200000, 0400000);
    static final Abi AARCH64 = new Abi("aarch64", 16, 8, 040000, 0100000);

    // fcntl.h
    static final int AT_FDCWD = -100;
    static final int AT_EACCESS = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NOCTTY = 0400;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETPIPE_SZ = 1031;
    static final int SPLICE_F_NONBLOCK = 2;

    // unistd.h
    static final int F_OK = 0;
    static final int X_OK = 1;
    static final int SEEK_END = 2;

    // asm-generic/ioctls.h
    static final int FIONREAD = 0x541B;

    // linux/stat.h, sys/stat.h
    static final int STATX_TYPE_MODE_SIZE = 0x1 | 0x2 | 0x200;
    static final int STATX_NLINK = 0x4;
    static final int STATX_BYTES = 256;
    static final int STATX_NLINK_OFFSET = 16;
    static final int STATX_MODE_OFFSET = 28;
    static final int STATX_SIZE_OFFSET = 40;
    static final int S_IFMT = 0170000;
    static final int S_IFDIR = 0040000;

    // sched.h
    static final int CLONE_FS = 0x200;

    // spawn.h
    static final int POSIX_SPAWN_SETSIGDEF = 0x04;
    static final int POSIX_SPAWN_SETSIGMASK = 0x08;
    static final int POSIX_SPAWN_SETSID = 0x80;
    static final int SPAWN_ATTRIBUTES_BYTES = 336;
    static final int SPAWN_ACTIONS_BYTES = 80;

    // signal.h, bits/types/siginfo_t.h
    static final int SIGKILL = 9;
    static final int SIGNAL_MAX = 64;
    static final int SIGNAL_SET_BYTES = 128;
    static final int SIGNAL_INFO_BYTES = 128;
    static final int SIGNAL_INFO_CODE_OFFSET = 8;
    static final int SIGNAL_INFO_PID_OFFSET = 16;
    static final int SIGNAL_INFO_STATUS_OFFSET = 24;
    static final int CLD_EXITED = 1;
    static final int CLD_KILLED = 2;
    static final int CLD_DUMPED = 3;

    // sys/wait.h
    static final int P_ALL = 0;
    static final int P_PID = 1;
    static final int P_PIDFD = 3;
    static final int WNOHANG = 1;
    static final int WEXITED = 4;
    static final int WNOWAIT = 0x01000000;

    // asm-generic/unistd.h and asm/unistd_64.h: numbers are common from 424 on
    static final int SYS_PIDFD_SEND_SIGNAL = 424;
    static final int SYS_PIDFD_OPEN = 434;

    // linux/pidfd.h
    static final int PIDFD_SIGNAL_PROCESS_GROUP = 1 << 2;

    // sys/epoll.h, sys/eventfd.h
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLL_CLOEXEC = O_CLOEXEC;
    static final int EFD_CLOEXEC = O_CLOEXEC;
    static final int EFD_NONBLOCK = O_NONBLOCK;

    // sys/socket.h, sys/un.h
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = O_CLOEXEC;
    static final int SOCK_NONBLOCK = O_NONBLOCK;
    static final int UNIX_ADDRESS_BYTES = 110;
    static final int UNIX_ADDRESS_PATH_OFFSET = 2;

    // sys/resource.h, linux/prctl.h
    static final int RLIMIT_NOFILE = 7;
    static final int RLIMIT_BYTES = 16;
    static final int PR_SET_CHILD_SUBREAPER = 36;

    private static final String NEEDS = "taskmaster needs Linux on x86-64 or aarch64 with glibc";

    /// The ABI of a platform, or a refusal that says what is needed.
    ///
    /// @param hasSymbol what the C library has
    static Abi of(String system, String processor, Predicate<String> hasSymbol) {
        if (!system.equals("Linux")) {
            throw new UnsupportedPlatformException(
                    "cannot run on " + system + ": " + NEEDS + " 2.34 or later");
        }
        Abi abi =
                switch (processor) {
                    case "amd64", "x86_64" -> X86_64;
                    case "aarch64" -> AARCH64;
                    default ->
                            throw new UnsupportedPlatformException(
                                    "cannot run on a processor or 32-bit JVM of type "
                                            + processor
                                            + ": "
                                            + NEEDS
                                            + " 2.34 or later");
                };
        if (!hasSymbol.test("gnu_get_libc_version")) {
            throw new UnsupportedPlatformException(
                    "cannot run on this C library (musl, as in Alpine?): "
                            + NEEDS
                            + " 2.34 or later");
        }
        if (!hasSymbol.test("posix_spawn_file_actions_addclosefrom_np")) {
            throw new UnsupportedPlatformException(
                    "cannot run on this old glibc: " + NEEDS + " 2.34 or later");
        }
        return abi;
    }
}
