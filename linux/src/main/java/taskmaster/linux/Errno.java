package taskmaster.linux;

/// Error numbers of Linux (asm-generic/errno-base.h, asm-generic/errno.h; the same on x86-64 and
/// aarch64), their names and what they mean to people.
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int E2BIG = 7;
    public static final int ENOEXEC = 8;
    public static final int EBADF = 9;
    public static final int ECHILD = 10;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EEXIST = 17;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ETXTBSY = 26;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int ELIBBAD = 80;
    public static final int EMSGSIZE = 90;
    public static final int EPROTOTYPE = 91;
    public static final int ENOBUFS = 105;
    public static final int ECONNREFUSED = 111;
    public static final int EDQUOT = 122;

    private Errno() {}

    /// Meaning and name, as messages end: `no such file or directory (ENOENT)`.
    public static String description(int errno) {
        Entry entry = entry(errno);
        return entry.text + " (" + entry.name + ")";
    }

    /// The name in C, `ENOENT`; `errno 4711` for one that has none here.
    public static String name(int errno) {
        return entry(errno).name;
    }

    private record Entry(String name, String text) {}

    private static Entry entry(int errno) {
        return switch (errno) {
            case 0 -> new Entry("0", "no error");
            case EPERM -> new Entry("EPERM", "operation not permitted");
            case ENOENT -> new Entry("ENOENT", "no such file or directory");
            case ESRCH -> new Entry("ESRCH", "no such process");
            case EINTR -> new Entry("EINTR", "interrupted by a signal");
            case EIO -> new Entry("EIO", "input/output error");
            case 6 -> new Entry("ENXIO", "no such device, or nobody at the other end");
            case E2BIG -> new Entry("E2BIG", "arguments and environment are too large");
            case ENOEXEC -> new Entry("ENOEXEC", "not an executable format");
            case EBADF -> new Entry("EBADF", "bad file descriptor");
            case ECHILD -> new Entry("ECHILD", "no child process");
            case EAGAIN -> new Entry("EAGAIN", "resource temporarily unavailable");
            case ENOMEM -> new Entry("ENOMEM", "out of memory");
            case EACCES -> new Entry("EACCES", "permission denied");
            case 14 -> new Entry("EFAULT", "bad address");
            case 16 -> new Entry("EBUSY", "device or resource busy");
            case EEXIST -> new Entry("EEXIST", "file exists");
            case 18 -> new Entry("EXDEV", "on another file system");
            case 19 -> new Entry("ENODEV", "no such device");
            case ENOTDIR -> new Entry("ENOTDIR", "not a directory");
            case EISDIR -> new Entry("EISDIR", "is a directory");
            case EINVAL -> new Entry("EINVAL", "invalid argument");
            case ENFILE -> new Entry("ENFILE", "too many open files in the system");
            case EMFILE -> new Entry("EMFILE", "too many open files");
            case 25 -> new Entry("ENOTTY", "not a terminal");
            case ETXTBSY -> new Entry("ETXTBSY", "file is open for writing");
            case 27 -> new Entry("EFBIG", "file too large");
            case ENOSPC -> new Entry("ENOSPC", "no space left on device");
            case 29 -> new Entry("ESPIPE", "cannot seek in a pipe");
            case EROFS -> new Entry("EROFS", "read-only file system");
            case 31 -> new Entry("EMLINK", "too many links");
            case EPIPE -> new Entry("EPIPE", "nobody reads the pipe");
            case ENAMETOOLONG -> new Entry("ENAMETOOLONG", "name too long");
            case ENOSYS -> new Entry("ENOSYS", "not known to this kernel");
            case 39 -> new Entry("ENOTEMPTY", "directory not empty");
            case ELOOP -> new Entry("ELOOP", "too many symbolic links");
            case 75 -> new Entry("EOVERFLOW", "value too large");
            case ELIBBAD -> new Entry("ELIBBAD", "ELF loader is damaged");
            case 87 -> new Entry("EUSERS", "too many users");
            case EMSGSIZE -> new Entry("EMSGSIZE", "message too long");
            case EPROTOTYPE -> new Entry("EPROTOTYPE", "socket of another type");
            case 95 -> new Entry("EOPNOTSUPP", "operation not supported");
            case ENOBUFS -> new Entry("ENOBUFS", "no buffer space available");
            case 107 -> new Entry("ENOTCONN", "not connected");
            case 110 -> new Entry("ETIMEDOUT", "timed out");
            case ECONNREFUSED -> new Entry("ECONNREFUSED", "connection refused");
            case 112 -> new Entry("EHOSTDOWN", "host is down");
            case 116 -> new Entry("ESTALE", "stale file handle");
            case 121 -> new Entry("EREMOTEIO", "remote input/output error");
            case EDQUOT -> new Entry("EDQUOT", "disk quota exceeded");
            default -> new Entry("errno " + errno, "unknown error");
        };
    }
}
