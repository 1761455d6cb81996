package taskmaster.client;

import org.jspecify.annotations.Nullable;

/// Lets Ctrl-C end the command that runs, and not the shell around it.
///
/// One command runs at a time; the signal arrives on a thread of its own.
final class Interrupts {
    private boolean isRunning;
    private boolean isInterrupted;
    private @Nullable Lifeline current;

    /// A new command begins.
    synchronized void begin() {
        isRunning = true;
        isInterrupted = false;
        current = null;
    }

    /// It has ended.
    synchronized void end() {
        isRunning = false;
        current = null;
    }

    /// Whether there is a command to interrupt.
    synchronized boolean isRunning() {
        return isRunning;
    }

    /// Ends the running command, now and in whatever it begins next.
    synchronized void interrupt() {
        isInterrupted = true;
        Lifeline lifeline = current;
        if (lifeline != null) {
            lifeline.cancel();
        }
        notifyAll();
    }

    synchronized boolean isInterrupted() {
        return isInterrupted;
    }

    /// Says which exchange an interrupt is to end.
    synchronized void hold(@Nullable Lifeline lifeline) {
        current = lifeline;
        if (isInterrupted && lifeline != null) {
            lifeline.cancel();
        }
    }

    /// Waits so long, or until the command is interrupted.
    ///
    /// @return false if it was
    synchronized boolean pause(long millis) {
        long endNanos = System.nanoTime() + millis * 1_000_000;
        while (!isInterrupted) {
            long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return true;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
