package taskmaster.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import sun.misc.Signal;

import taskmaster.linux.Kernel;

/// Turns signals to the daemon into facts. SIGQUIT stays the thread dump of the JVM. Signals
/// coalesce, so each means a condition, not a count.
final class SignalHandlers {

    private static final Logger LOG = LoggerFactory.getLogger("signal");

    private final Kernel kernel;

    SignalHandlers(Kernel kernel) {
        this.kernel = kernel;
    }

    /// Calls `action`, on a thread of its own, when the signal comes.
    ///
    /// @param name without SIG
    void on(String name, int number, Runnable action) {
        // One that was ignored at the start (nohup) would silently not be installed.
        kernel.setDefaultSignal(number);
        try {
            Signal.handle(new Signal(name), _ -> action.run());
        } catch (IllegalArgumentException refused) {
            LOG.warn("cannot handle SIG{}: {}", name, refused.getMessage());
        }
    }
}
