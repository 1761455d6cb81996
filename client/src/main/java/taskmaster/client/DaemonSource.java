package taskmaster.client;

/// Gives the daemon to ask; looked up anew for each command, since daemons come and go.
interface DaemonSource {
    Daemon daemon() throws ClientFailure;
}
