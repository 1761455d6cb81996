package taskmaster.api;

import org.jspecify.annotations.Nullable;

/// Something that happened, as the event stream carries it.
///
/// @param id grows by one with each event of a daemon's life, from 1
/// @param time ISO 8601 in UTC
/// @param type for example `process.running`; `dropped` says that the listener was too slow
/// @param name of the process, null where it is about the daemon
/// @param message for people
/// @param state of the process after it
/// @param pid of the process
/// @param stream `stdout` or `stderr`, where it is about one
/// @param output of the process at that moment, where it is about output or about an end
public record EventRecord(
        long id,
        String time,
        String type,
        @Nullable String name,
        String message,
        @Nullable String state,
        @Nullable Integer pid,
        @Nullable String stream,
        @Nullable ProcessOutput output)
        implements Message {}
