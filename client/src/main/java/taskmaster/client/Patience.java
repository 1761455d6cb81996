package taskmaster.client;

/// How long the client waits for a daemon.
///
/// @param answerNanos for the whole answer to a question that the daemon can answer at once
/// @param silenceNanos how long a long operation may say nothing before the daemon is asked whether
///   it lives
/// @param probeNanos for the answer to that
record Patience(long answerNanos, long silenceNanos, long probeNanos) {
    private static final long SECOND = 1_000_000_000L;

    /// A daemon answers in milliseconds; 10 s allow for a machine that swaps.
    static final Patience DEFAULT = new Patience(10 * SECOND, 10 * SECOND, 5 * SECOND);
}
