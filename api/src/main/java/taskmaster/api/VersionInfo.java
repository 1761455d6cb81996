package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// Which daemon answers.
///
/// @param version of taskmaster
/// @param api 1; grows when something is taken away from the API
/// @param config path of the configuration file
/// @param socket path of the control socket
/// @param port of the control server, null if it has none
/// @param startedAt ISO 8601 in UTC
/// @param java version of the runtime
public record VersionInfo(
        String version,
        int api,
        long pid,
        String config,
        @Nullable String socket,
        @Nullable Integer port,
        String startedAt,
        @Nullable String java)
        implements Message {}
