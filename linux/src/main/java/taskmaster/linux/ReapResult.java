package taskmaster.linux;

import taskmaster.core.ExitStatus;

/// What an attempt to reap a child found (waitid(2)).
public sealed interface ReapResult {

    /// It was dead; its pid is free from now on.
    record Reaped(ExitStatus status) implements ReapResult {}

    /// It lives.
    record StillAlive() implements ReapResult {}

    /// It is no child for this call to reap: another's child, reaped before, or, for
    /// [Kernel#reapOrphan], a child of [Kernel#spawn].
    record NotOurs() implements ReapResult {}
}
