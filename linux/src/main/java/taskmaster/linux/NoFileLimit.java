package taskmaster.linux;

/// RLIMIT_NOFILE: one more than the highest descriptor that can be opened; -1 (RLIM_INFINITY) means
/// unlimited.
public record NoFileLimit(long soft, long hard) {}
