package taskmaster.api;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What waits to be told, what was told, and what is only counted.
///
/// @param destinations in the order of the configuration
/// @param spoolProblem why alerts are kept in memory only; null: they are kept on the disk
public record AlertList(List<AlertDestinationView> destinations, @Nullable String spoolProblem)
        implements Message {

    public AlertList {
        destinations = List.copyOf(destinations);
    }
}
