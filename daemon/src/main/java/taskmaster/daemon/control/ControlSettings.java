package taskmaster.daemon.control;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the control server listens.
///
/// @param socket path of the Unix socket; its directory is made (mode 0700) if it is missing
/// @param port on 127.0.0.1; 0 takes a free one; empty means none
/// @param token that clients of the port must know; if empty, a random one is made, or the one in
///   `tokenFile` is used again
/// @param tokenFile gets the token, mode 0600, if there is a port
/// @param isTokenFileOurs it may be replaced at will; else it is made if it is missing, and used or
///   refused as it is if not
public record ControlSettings(
        Path socket,
        OptionalInt port,
        Optional<String> token,
        Path tokenFile,
        boolean isTokenFileOurs) {

    /// Never shows the token.
    @Override
    public String toString() {
        return "ControlSettings[socket=" + socket + ", port=" + port + "]";
    }
}
