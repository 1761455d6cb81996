package taskmaster.linux;

/// What not every system has, and this module can do without; [LinuxKernel#openWithout] has tests
/// see how.
public enum Feature {
    /// `unshare(CLONE_FS)`; Docker's default seccomp profile refuses it.
    UNSHARE,
    /// Signals to a process group by pidfd, Linux 6.9.
    PIDFD_GROUP_SIGNAL,
    /// The number of open descriptors as the size of `/proc/self/fd`, Linux 6.2.
    DESCRIPTOR_COUNT
}
