package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Keeps web pages of others from using a browser on this machine against the daemon: by a name
/// that they let point to 127.0.0.1 (Host) or from their own pages (Origin).
final class BrowserRules {

    private static final List<String> NAMES = List.of("localhost", "127.0.0.1", "[::1]");

    private BrowserRules() {}

    /// Checks a request that came in by `port`.
    ///
    /// @param hosts all Host headers
    /// @param origin the Origin header; browsers send one with what is not a plain look
    static void check(int port, List<String> hosts, @Nullable String origin) {
        if (hosts.size() != 1) {
            throw RequestRefused.badRequest("exactly one Host header is wanted");
        }
        if (!isOwn(hosts.getFirst(), port)) {
            throw new RequestRefused(
                    403,
                    "foreign_host",
                    "cannot serve host `" + hosts.getFirst() + "`: it is not this machine's name",
                    "use 127.0.0.1:" + port);
        }
        if (origin != null && !(origin.startsWith("http://") && isOwn(origin.substring(7), port))) {
            throw foreign(origin);
        }
    }

    /// Checks a request that came in by the Unix socket, which no browser can reach.
    static void checkSocket(@Nullable String origin) {
        if (origin != null) {
            throw foreign(origin);
        }
    }

    private static RequestRefused foreign(String origin) {
        return new RequestRefused(
                403,
                "foreign_origin",
                "cannot serve a page of `" + origin + "`: it is not the daemon's own",
                null);
    }

    private static boolean isOwn(String authority, int port) {
        String given = authority.toLowerCase(Locale.ROOT);
        for (String name : NAMES) {
            if (given.equals(name + ":" + port) || (port == 80 && given.equals(name))) {
                return true;
            }
        }
        return false;
    }
}
