package taskmaster.core;

/// All that the core knows of a process at one moment.
public record ProcessRecord(ProcessState state, History history) {

    /// A process that has just been configured.
    public static final ProcessRecord NEW =
            new ProcessRecord(new ProcessState.Stopped(false), History.NONE);
}
