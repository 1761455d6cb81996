package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Turns what goes wrong on the way to a daemon into words that say what to do.
final class Failures {
    private Failures() {}

    /// No connection came about.
    static ClientFailure connecting(Target target, IOException cause) {
        return switch (target) {
            case Target.Unix unix -> connectingUnix(unix, cause);
            case Target.Tcp tcp -> connectingTcp(tcp, cause);
        };
    }

    private static ClientFailure connectingUnix(Target.Unix target, IOException cause) {
        String prefix = "cannot reach the daemon at " + target.display() + ": ";
        Path socket = target.socket();
        String text = String.valueOf(cause.getMessage());
        if (text.contains("Permission denied")) {
            String owner = owner(socket);
            return ClientFailure.unreachable(
                    "permission_denied",
                    prefix
                            + "permission denied (EACCES)"
                            + (owner == null ? "" : ": it belongs to " + owner),
                    owner == null
                            ? "run taskmasterctl as the user who runs the daemon"
                            : "run taskmasterctl as the user who runs the daemon: sudo -u "
                                    + owner
                                    + " taskmasterctl ...");
        }
        if (text.contains("refused")) {
            return ClientFailure.unreachable(
                    "stale_socket",
                    prefix
                            + "connection refused (ECONNREFUSED): the socket is there but nobody"
                            + " listens, so the daemon that made it is gone",
                    start(target.config()) + "; it replaces the socket");
        }
        if (text.contains("No such file") || !Files.exists(socket)) {
            return ClientFailure.unreachable(
                    "no_daemon",
                    prefix + "no such socket (ENOENT): no daemon runs there",
                    start(target.config()));
        }
        return ClientFailure.unreachable("unreachable", prefix + text, null);
    }

    private static ClientFailure connectingTcp(Target.Tcp target, IOException cause) {
        String prefix = "cannot reach the daemon at " + target.display() + ": ";
        String text = String.valueOf(cause.getMessage());
        if (text.contains("refused")) {
            return ClientFailure.unreachable(
                    "no_daemon",
                    prefix
                            + "connection refused (ECONNREFUSED): nobody listens on port "
                            + target.port(),
                    start(target.config()).replace(" FILE`", " FILE -p " + target.port() + "`"));
        }
        return ClientFailure.unreachable("unreachable", prefix + text, null);
    }

    /// A connection broke, or what came over it was wrong.
    static ClientFailure talking(
            Target target, Lifeline.End end, IOException cause, Patience patience) {
        String daemon = "the daemon at " + target.display();
        return switch (end) {
            case TOO_LATE ->
                    ClientFailure.unreachable(
                            "timeout",
                            daemon
                                    + " did not answer within "
                                    + seconds(patience.answerNanos())
                                    + " s",
                            "it may be stopped or overloaded: look at its process and at its log");
            case DEAD ->
                    ClientFailure.unreachable(
                            "timeout",
                            daemon + " has stopped answering",
                            "what it had begun may go on: run `taskmasterctl status` when it"
                                    + " answers again");
            case CANCELLED ->
                    new ClientFailure(ExitStatus.INTERRUPTED, "interrupted", "interrupted", null);
            case NONE -> broken(target, daemon, cause);
        };
    }

    private static ClientFailure broken(Target target, String daemon, IOException cause) {
        if (cause instanceof HttpAnswer.Garbage) {
            return ClientFailure.unreachable(
                    "not_a_daemon",
                    "what listens at "
                            + target.display()
                            + " is no taskmaster daemon: "
                            + cause.getMessage(),
                    "check the address");
        }
        String text =
                cause instanceof EOFException
                        ? String.valueOf(cause.getMessage())
                        : "the connection broke (" + cause.getMessage() + ")";
        return ClientFailure.unreachable(
                "daemon_lost",
                daemon + " went away before it had answered: " + text,
                "if it still runs, `taskmasterctl status` shows what was done; its log says why");
    }

    /// The daemon wants a token, or another one.
    static ClientFailure unauthorized(Target target) {
        boolean hasToken = target.token() != null;
        return ClientFailure.unreachable(
                "unauthorized",
                "the daemon at "
                        + target.display()
                        + (hasToken ? " refused the token" : " wants a token"),
                "the client finds the token by itself when the daemon runs as the same user; else"
                        + " give it by --token-file or $TASKMASTER_TOKEN"
                        + " (the daemon's own is `token` in its runtime directory)");
    }

    /// The daemon's answer is JSON of another form than ours.
    static ClientFailure malformed(Target target, String cause) {
        return ClientFailure.unreachable(
                "not_a_daemon",
                "cannot understand the answer of " + target.display() + ": " + cause,
                "check the address; a daemon of another version may answer so"
                        + " (compare `taskmasterctl --version` and `taskmasterd --version`)");
    }

    /// How to start a daemon, as a hint.
    static String start(@Nullable String config) {
        return "start it with `taskmasterd -c " + (config == null ? "FILE" : config) + "`";
    }

    /// The owner of the path; where a directory above hides it from us, the owner of that.
    private static @Nullable String owner(Path path) {
        String owner = null;
        for (Path at = path; owner == null && at != null; at = at.getParent()) {
            owner = ownerOf(at);
        }
        return owner;
    }

    private static @Nullable String ownerOf(Path path) {
        try {
            return Files.getOwner(path).getName();
        } catch (IOException e) {
            return null;
        }
    }

    private static String seconds(long nanos) {
        long tenths = nanos / 100_000_000;
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
