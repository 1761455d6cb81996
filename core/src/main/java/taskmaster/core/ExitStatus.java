package taskmaster.core;

/// How a process ended (waitid(2)).
public sealed interface ExitStatus {

    /// It called exit.
    ///
    /// @param code 0 to 255
    record Code(int code) implements ExitStatus {}

    /// A signal ended it.
    record Signaled(int signal, boolean coreDumped) implements ExitStatus {}

    /// Nobody could tell, for example because the daemon was down.
    record Unknown() implements ExitStatus {}
}
