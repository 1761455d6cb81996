package taskmaster.linux;

/// How [Kernel#open] opens (open(2)). O_CLOEXEC and O_NOCTTY always hold.
public enum OpenFlag {
    /// O_RDONLY.
    READ,
    /// O_WRONLY.
    WRITE,
    /// O_RDWR; on a FIFO it neither blocks nor ever sees end of file.
    READ_WRITE,
    /// O_CREAT.
    CREATE,
    /// O_EXCL.
    EXCLUSIVE,
    /// O_TRUNC.
    TRUNCATE,
    /// O_APPEND; splice(2) refuses such a descriptor.
    APPEND,
    /// O_NONBLOCK.
    NON_BLOCKING,
    /// O_DIRECTORY.
    DIRECTORY,
    /// O_NOFOLLOW.
    NO_FOLLOW
}
