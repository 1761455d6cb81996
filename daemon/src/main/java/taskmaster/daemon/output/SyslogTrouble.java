package taskmaster.daemon.output;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.function.Consumer;

/// What goes wrong with one syslog, told once when it begins and once when it is over, and not
/// again within [Bounds#TELL_AGAIN_NANOS]. Any thread.
final class SyslogTrouble {

    private final String name;
    private final Consumer<String> report;

    private volatile boolean isOpen;

    // Guarded by this
    private boolean isTold;
    private boolean wasEverTold;
    private long toldNanos;
    private long failedNanos;
    private long dropped;

    /// @param name of the syslog, for people
    SyslogTrouble(String name, Consumer<String> report) {
        this.name = name;
        this.report = report;
    }

    /// Whether there is trouble now.
    boolean isOpen() {
        return isOpen;
    }

    /// It could not be reached, or a message could not be sent.
    void failed(IOException cause) {
        tell(begun(cause(cause), 0));
    }

    /// A copy was dropped because too much waits.
    void dropped() {
        tell(begun("it takes nothing, or less than is written", 1));
    }

    /// A copy was dropped because it could not be sent.
    synchronized void lost() {
        dropped++;
    }

    /// Nothing will be sent any more, and `left` copies still waited.
    void ended(int left) {
        tell(atEnd(left));
    }

    /// A copy was sent, and none waits: the trouble is over.
    ///
    /// @param isBelieved false if it may turn out only later that nobody took it
    void drained(boolean isBelieved) {
        tell(over(isBelieved));
    }

    private synchronized @Nullable String begun(String cause, int copies) {
        long now = System.nanoTime();
        isOpen = true;
        failedNanos = now;
        dropped += copies;
        if (isTold || (wasEverTold && now - toldNanos < Bounds.TELL_AGAIN_NANOS)) {
            return null;
        }
        isTold = true;
        wasEverTold = true;
        toldNanos = now;
        return "cannot send to "
                + name
                + ": "
                + cause
                + "; up to 1 MiB of copies waits, and more are dropped until it answers";
    }

    private synchronized @Nullable String over(boolean isBelieved) {
        boolean isTooEarly =
                !isBelieved && System.nanoTime() - failedNanos < Bounds.SYSLOG_BELIEVED_NANOS;
        if (!isOpen || isTooEarly) {
            return null;
        }
        isOpen = false;
        if (!isTold) {
            return null;
        }
        isTold = false;
        String lost = dropped == 0 ? "no copy was dropped" : copies(dropped) + " dropped";
        dropped = 0;
        return name + " answers again; " + lost;
    }

    private synchronized @Nullable String atEnd(int left) {
        long total = dropped + left;
        return total == 0 ? null : copies(total) + " dropped that " + name + " did not take";
    }

    private static String copies(long count) {
        return count == 1 ? "1 copy was" : count + " copies were";
    }

    private void tell(@Nullable String message) {
        if (message != null) {
            report.accept(message);
        }
    }

    /// Why it cannot be reached, for people.
    static String cause(IOException failure) {
        return switch (failure) {
            case UnknownHostException _ -> "its host is not known";
            case SocketTimeoutException _ -> "no answer in 5 s (ETIMEDOUT)";
            default -> named(failure);
        };
    }

    /// The messages that Java makes of error numbers, as ours are.
    private static String named(IOException failure) {
        String text = failure.getMessage();
        return switch (text) {
            case null -> failure.toString();
            case "Connection refused" -> "connection refused (ECONNREFUSED)";
            case "Connection reset", "Connection reset by peer" -> "connection reset (ECONNRESET)";
            case "Broken pipe" -> "it has closed the connection (EPIPE)";
            case "No route to host" -> "no route to its host (EHOSTUNREACH)";
            case "Network is unreachable" -> "network is unreachable (ENETUNREACH)";
            case "Permission denied" -> "permission denied (EACCES)";
            case "Operation not permitted" -> "operation not permitted (EPERM)";
            case "Message too long" -> "message too long (EMSGSIZE)";
            default -> text;
        };
    }
}
