package taskmaster.core;

/// Where the lines of a process go besides its log file.
public sealed interface ForwardTarget {

    /// The daemon's own standard output: what a container's runtime collects.
    record DaemonStdout() implements ForwardTarget {}

    /// The daemon's own standard error.
    record DaemonStderr() implements ForwardTarget {}

    /// The system's log socket, as RFC 5424.
    ///
    /// @param path of the socket, for example `/dev/log`
    record LocalSyslog(String path) implements ForwardTarget {}

    /// A syslog server, as RFC 5424: one message in each UDP datagram, or with octet counting (RFC
    /// 6587) over TCP.
    ///
    /// @param host name or address
    /// @param port 1 to 65535
    record RemoteSyslog(boolean isTcp, String host, int port) implements ForwardTarget {}
}
