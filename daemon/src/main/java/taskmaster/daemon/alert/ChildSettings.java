package taskmaster.daemon.alert;

import taskmaster.linux.NoFileLimit;

import java.util.Map;

/// What commands that bring alerts are run with.
///
/// @param environment the daemon's without what is meant for it alone
/// @param limit of descriptors: what the daemon itself was started with
/// @param reaped to be called when a child was reaped: while it was not, it may have hidden a dead
///   orphan from the daemon
public record ChildSettings(Map<String, String> environment, NoFileLimit limit, Runnable reaped) {}
