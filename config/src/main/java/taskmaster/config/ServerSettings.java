package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.OptionalInt;

/// How the daemon is controlled: section `server:`.
///
/// @param port TCP port on the loopback interface, 1 to 65535; empty: no TCP
/// @param socket absolute path of the control socket; null: the one in the runtime directory
/// @param token what a client on TCP must show; null: one that the daemon makes
/// @param tokenFile absolute path of a file that holds the token; never set together with `token`
public record ServerSettings(
        OptionalInt port, @Nullable Path socket, @Nullable Secret token, @Nullable Path tokenFile) {

    /// The same with another port, as `-p` wants it.
    public ServerSettings withPort(int other) {
        return new ServerSettings(OptionalInt.of(other), socket, token, tokenFile);
    }
}
