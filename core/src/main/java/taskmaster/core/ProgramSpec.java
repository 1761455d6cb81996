package taskmaster.core;

import java.util.List;

/// One program of the configuration: `numprocs` processes, in the order of their index.
public record ProgramSpec(String name, List<ProcessSpec> processes) {}
