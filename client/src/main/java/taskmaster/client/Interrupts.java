package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;

/// Lets Ctrl-C end the command that runs, and not the shell around it.
///
/// One command runs at a time; the signal arrives on a thread of its own.
final class Interrupts {
    private boolean isRunning;
    private boolean isInterrupted;
    private final Set<Lifeline> held = new HashSet<>();
    private @Nullable Interrupts part;

    /// A new command begins.
    synchronized void begin() {
        isRunning = true;
        isInterrupted = false;
        held.clear();
    }

    /// It has ended.
    synchronized void end() {
        isRunning = false;
        held.clear();
    }

    /// Whether there is a command to interrupt.
    synchronized boolean isRunning() {
        return isRunning;
    }

    /// Ends the running command, now and in whatever it begins next.
    synchronized void interrupt() {
        isInterrupted = true;
        held.forEach(Lifeline::cancel);
        if (part != null) {
            part.interrupt();
        }
        notifyAll();
    }

    synchronized boolean isInterrupted() {
        return isInterrupted;
    }

    /// Says that an interrupt is to end this exchange too, until it is released.
    synchronized void hold(Lifeline lifeline) {
        held.add(lifeline);
        if (isInterrupted) {
            lifeline.cancel();
        }
    }

    /// The exchange is over.
    synchronized void release(Lifeline lifeline) {
        held.remove(lifeline);
    }

    /// Says that an interrupt is to end a part of the command too that can also be ended alone.
    ///
    /// @param begun null when that is over
    synchronized void lead(@Nullable Interrupts begun) {
        part = begun;
        if (begun != null && isInterrupted) {
            begun.interrupt();
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
