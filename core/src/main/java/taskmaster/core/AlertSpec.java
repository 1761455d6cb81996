package taskmaster.core;

import java.util.List;
import java.util.Set;

/// Which events of a process are told, and to whom. A change applies to the next event.
///
/// @param types empty: none
/// @param destinations names of destinations, in the order of the configuration
public record AlertSpec(Set<AlertType> types, List<String> destinations) {

    /// Nothing is told.
    public static final AlertSpec NONE = new AlertSpec(Set.of(), List.of());
}
