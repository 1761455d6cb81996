package taskmaster.daemon.alert;

/// What came of an attempt to send.
public sealed interface SendResult {

    /// The other side has it.
    ///
    /// @param answer what it said, for people: `250 2.0.0 Ok: queued as 4F2`
    record Accepted(String answer) implements SendResult {}

    /// It has not, or not surely.
    ///
    /// @param problem for people, without secrets: `cannot send mail to smtp.x:465: 535 ...`
    /// @param isPermanent another attempt with the same settings would fail as well, as with a
    ///   refused recipient or a wrong password
    record Refused(String problem, boolean isPermanent) implements SendResult {}
}
