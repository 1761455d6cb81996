package taskmaster.daemon.output;

/// What stands before the text of a syslog message of the daemon's own.
///
/// @param application APP-NAME, of which 48 bytes are sent
/// @param pid PROCID
/// @param id MSGID, of which 32 bytes are sent
public record SyslogHead(SyslogSeverity severity, String application, long pid, String id) {}
