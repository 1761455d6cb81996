package taskmaster.core;

import java.util.List;

/// All programs of a configuration, in file order.
public record FleetSpec(List<ProgramSpec> programs) {

    /// A configuration that wants nothing.
    public static final FleetSpec EMPTY = new FleetSpec(List.of());
}
