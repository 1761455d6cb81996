package taskmaster.daemon.output;

/// How bad what a syslog message tells is (RFC 5424, 6.2.1); those that we use.
public enum SyslogSeverity {
    CRITICAL(2),
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int code;

    SyslogSeverity(int code) {
        this.code = code;
    }

    /// The number that is sent.
    int code() {
        return code;
    }
}
