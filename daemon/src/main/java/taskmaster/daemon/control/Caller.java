package taskmaster.daemon.control;

/// Who sent a request, for the daemon's log.
///
/// @param who a user's name, or `token`
/// @param from `socket`, or the peer's address: `127.0.0.1:40312`
public record Caller(String who, String from) {}
