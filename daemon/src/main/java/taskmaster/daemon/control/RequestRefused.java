package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ErrorBody;

import java.util.Map;

/// A request that is not served, with the answer for the client. Expected, so without a stack
/// trace; unchecked, so that futures can carry it.
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String error;
    private final @Nullable String hint;
    private final transient Map<String, String> headers;

    /// @param status of HTTP, 400 to 599
    /// @param error a word for programs, for example `no_such_process`
    /// @param message for people: `cannot <verb> <object>: <cause>`
    /// @param hint what to do about it
    public RequestRefused(int status, String error, String message, @Nullable String hint) {
        this(status, error, message, hint, Map.of());
    }

    private RequestRefused(
            int status,
            String error,
            String message,
            @Nullable String hint,
            Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.error = error;
        this.hint = hint;
        this.headers = headers;
    }

    /// 400: the request itself is wrong.
    public static RequestRefused badRequest(String message) {
        return new RequestRefused(400, "bad_request", message, null);
    }

    /// 404: no process has this name.
    public static RequestRefused noSuchProcess(String name) {
        return new RequestRefused(
                404,
                "no_such_process",
                "cannot find process `" + name + "`: no such process",
                "`taskmasterctl status` lists the names");
    }

    /// 503: the loop has too much to do.
    public static RequestRefused overloaded() {
        return new RequestRefused(
                503,
                "overloaded",
                "cannot take the request: the daemon has too much to do",
                "try again in a moment");
    }

    /// 503: the daemon is about to end.
    public static RequestRefused shuttingDown() {
        return new RequestRefused(
                503, "shutting_down", "cannot take the request: the daemon is shutting down", null);
    }

    /// 404: nobody is told of alerts.
    public static RequestRefused noAlertDestinations() {
        return new RequestRefused(
                404,
                "no_destinations",
                "cannot test alerts: no destination is configured",
                "`mail`, `webhooks` and `alerts` in the configuration name them");
    }

    /// 405: the path is known, the verb is not for it.
    ///
    /// @param allow the verbs that are
    static RequestRefused methodNotAllowed(String verb, String path, String allow) {
        return new RequestRefused(
                405,
                "method_not_allowed",
                "cannot " + verb + " " + path + ": only " + allow + " is possible",
                null,
                Map.of("allow", allow));
    }

    /// 416: the file has no such bytes.
    ///
    /// @param total how many it has
    static RequestRefused rangeNotSatisfiable(long total) {
        return new RequestRefused(
                416,
                "range_not_satisfiable",
                "cannot send this range of the log: it has " + total + " bytes now",
                null,
                Map.of("content-range", "bytes */" + total, "accept-ranges", "bytes"));
    }

    public int status() {
        return status;
    }

    /// Headers of the answer besides the usual ones.
    Map<String, String> headers() {
        return headers;
    }

    public ErrorBody body() {
        return new ErrorBody(error, String.valueOf(getMessage()), hint);
    }
}
