package taskmaster.api;

/// The words for [OperationResult#outcome].
public final class Outcome {

    public static final String STARTED = "started";
    public static final String ALREADY_STARTED = "already_started";
    public static final String STOPPED = "stopped";
    public static final String NOT_RUNNING = "not_running";
    public static final String ABORTED = "aborted";
    public static final String SIGNALLED = "signalled";
    public static final String CLEARED = "cleared";
    public static final String FAILED = "failed";
    public static final String NO_SUCH_PROCESS = "no_such_process";

    private Outcome() {}
}
