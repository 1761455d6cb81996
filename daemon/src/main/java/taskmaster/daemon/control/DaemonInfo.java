package taskmaster.daemon.control;

import java.nio.file.Path;
import java.time.Instant;
import java.util.OptionalInt;

/// What a daemon says of itself.
///
/// @param version of taskmaster
/// @param config absolute path of the configuration file
/// @param port of the control server on the loopback interface
public record DaemonInfo(
        String version, long pid, Path config, Path socket, OptionalInt port, Instant startedAt) {}
