package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertList;
import taskmaster.api.AlertTestRequest;
import taskmaster.api.ErrorBody;
import taskmaster.api.Json;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.MalformedDocument;
import taskmaster.api.Message;
import taskmaster.api.NamesRequest;
import taskmaster.api.OperationResult;
import taskmaster.api.ProcessList;
import taskmaster.api.ReloadReport;
import taskmaster.api.ReloadRequest;
import taskmaster.api.SignalRequest;
import taskmaster.api.VersionInfo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;

/// A daemon as the client sees it: one method for each thing that can be asked of it.
///
/// Every call opens a connection of its own, so a daemon that was restarted in between is simply
/// reached again. Every call ends: by an answer, a limit of [Patience], or an interrupt.
final class Daemon {
    private static final String API = "/api/v1/";
    private static final String JSON = "application/json";
    private static final String LINES = "application/x-ndjson";

    /// Bytes of one line of results.
    private static final int LINE_BYTES_MAX = 1 << 20;

    /// Takes the results of an operation as the processes settle.
    interface Results {
        void result(OperationResult result);
    }

    /// Takes the bytes of a log as they come.
    interface Bytes {
        void bytes(byte[] bytes, int length);
    }

    /// Reads the body of an answer.
    private interface Reading<T> {
        T read(HttpAnswer answer, Connection connection)
                throws IOException, MalformedDocument, ClientFailure;
    }

    private enum Wait {
        /// The daemon can answer at once.
        BRIEF,
        /// It answers when processes have settled; silence leads to a probe.
        LONG,
        /// The person ends it.
        ENDLESS
    }

    /// @param readsRefusals the body is read whatever the status is
    private record Request(
            String method,
            String path,
            String accept,
            @Nullable Message body,
            Wait patience,
            boolean readsRefusals) {}

    private final Target target;
    private final Patience patience;
    private final Interrupts interrupts;

    Daemon(Target target, Patience patience, Interrupts interrupts) {
        this.target = target;
        this.patience = patience;
        this.interrupts = interrupts;
    }

    Target target() {
        return target;
    }

    /// The same daemon for a part of a command that can be ended alone. Its calls may be made on
    /// several threads at once.
    Daemon with(Interrupts part) {
        return new Daemon(target, patience, part);
    }

    Interrupts interrupts() {
        return interrupts;
    }

    /// All processes, or those of these names.
    ProcessList processes(List<String> names) throws ClientFailure {
        byte[] document = document("processes" + Connection.query(names));
        try {
            return Json.processList(document);
        } catch (MalformedDocument e) {
            throw Failures.malformed(target, String.valueOf(e.getMessage()));
        }
    }

    /// Starts, stops, restarts or clears.
    void operate(String verb, List<String> names, Results results) throws ClientFailure {
        stream(verb, new NamesRequest(names), results);
    }

    void signal(String signal, List<String> names, Results results) throws ClientFailure {
        stream("signal", new SignalRequest(names, signal), results);
    }

    /// Stops everything and returns when the daemon is gone, or has at least said that it goes.
    void shutdown(Results results) throws ClientFailure {
        Reading<Boolean> reading =
                (answer, connection) -> {
                    lines(answer, results);
                    try {
                        connection.awaitClose();
                    } catch (IOException e) {
                        // It ends with the daemon, in whatever way.
                        return true;
                    }
                    return true;
                };
        call(new Request("POST", "shutdown", LINES, null, Wait.LONG, false), reading);
    }

    ReloadReport reload(boolean isDryRun) throws ClientFailure {
        Message body = new ReloadRequest(isDryRun);
        Reading<ReloadReport> reading =
                (answer, _) -> {
                    byte[] document = answer.document(Json.DOCUMENT_BYTES_MAX);
                    try {
                        return Json.reloadReport(document);
                    } catch (MalformedDocument e) {
                        if (answer.status() == 200) {
                            throw e;
                        }
                        throw refused(answer.status(), document);
                    }
                };
        return call(new Request("POST", "reload", JSON, body, Wait.LONG, true), reading);
    }

    /// What waits to be told to people, and what was told.
    AlertList alerts() throws ClientFailure {
        byte[] document = document("alerts");
        try {
            return Json.alertList(document);
        } catch (MalformedDocument e) {
            throw Failures.malformed(target, String.valueOf(e.getMessage()));
        }
    }

    /// Sends a test alert.
    ///
    /// @param name of a destination; null: to all
    void testAlerts(@Nullable String name, Results results) throws ClientFailure {
        stream("alerts/test", new AlertTestRequest(name), results);
    }

    /// How much the components of the daemon log.
    LogLevels logLevels() throws ClientFailure {
        byte[] document = document("log-levels");
        try {
            return Json.logLevels(document);
        } catch (MalformedDocument e) {
            throw Failures.malformed(target, String.valueOf(e.getMessage()));
        }
    }

    /// Changes that; returns how it is then.
    LogLevels changeLogLevels(LogLevelRequest body) throws ClientFailure {
        return call(
                new Request("POST", "log-levels", JSON, body, Wait.BRIEF, false),
                (answer, _) -> Json.logLevels(answer.document(Json.DOCUMENT_BYTES_MAX)));
    }

    VersionInfo version() throws ClientFailure {
        byte[] document = document("version");
        try {
            return Json.versionInfo(document);
        } catch (MalformedDocument e) {
            throw Failures.malformed(target, String.valueOf(e.getMessage()));
        }
    }

    /// The end of a log.
    ///
    /// @param range `lines=20` or `bytes=1600`
    void log(String name, String stream, String range, boolean isFollowed, Bytes sink)
            throws ClientFailure {
        String path =
                "logs/"
                        + Connection.encoded(name)
                        + "/"
                        + stream
                        + "?"
                        + range
                        + (isFollowed ? "&follow=true" : "");
        Reading<Boolean> reading =
                (answer, _) -> {
                    byte[] buffer = new byte[16 * 1024];
                    for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
                        sink.bytes(buffer, n);
                    }
                    return true;
                };
        Wait wait = isFollowed ? Wait.ENDLESS : Wait.LONG;
        call(new Request("GET", path, "*/*", null, wait, false), reading);
    }

    private byte[] document(String path) throws ClientFailure {
        return call(
                new Request("GET", path, JSON, null, Wait.BRIEF, false),
                (answer, _) -> answer.document(Json.DOCUMENT_BYTES_MAX));
    }

    private void stream(String verb, Message request, Results results) throws ClientFailure {
        call(
                new Request("POST", verb, LINES, request, Wait.LONG, false),
                (answer, _) -> lines(answer, results));
    }

    private boolean lines(HttpAnswer answer, Results results)
            throws IOException, MalformedDocument, ClientFailure {
        byte[] line = new byte[1024];
        int length = 0;
        InputStream in = new BufferedInputStream(answer, 4096);
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c == '\n') {
                result(Arrays.copyOf(line, length), results);
                length = 0;
            } else if (length == LINE_BYTES_MAX) {
                throw new HttpAnswer.Garbage("a line of its answer has no end");
            } else {
                if (length == line.length) {
                    line = Arrays.copyOf(line, length * 2);
                }
                line[length++] = (byte) c;
            }
        }
        result(Arrays.copyOf(line, length), results);
        return true;
    }

    /// One line is a result, or the reason why there will be no more.
    private void result(byte[] line, Results results) throws MalformedDocument, ClientFailure {
        if (line.length == 0) {
            return;
        }
        OperationResult result;
        try {
            result = Json.operationResult(line);
        } catch (MalformedDocument e) {
            throw refused(500, line);
        }
        results.result(result);
    }

    private <T> T call(Request request, Reading<T> reading) throws ClientFailure {
        List<SocketAddress> addresses = target.addresses();
        for (int i = 0; ; i++) {
            SocketAddress address = addresses.get(i);
            boolean isLast = i == addresses.size() - 1;
            try (SocketChannel channel = Connection.unconnected(address);
                    Lifeline lifeline = lifeline(channel, request.patience())) {
                interrupts.hold(lifeline);
                try {
                    if (isConnected(channel, address, lifeline, isLast)) {
                        return converse(
                                new Connection(channel, target.host(), lifeline), request, reading);
                    }
                } finally {
                    interrupts.release(lifeline);
                }
            } catch (IOException e) {
                throw Failures.talking(target, Lifeline.End.NONE, e, patience);
            }
        }
    }

    /// @param isLast a failure is final; otherwise another address of the host may answer
    private boolean isConnected(
            SocketChannel channel, SocketAddress address, Lifeline lifeline, boolean isLast)
            throws ClientFailure {
        try {
            return channel.connect(address);
        } catch (IOException e) {
            if (lifeline.end() != Lifeline.End.NONE) {
                throw Failures.talking(target, lifeline.end(), e, patience);
            }
            if (isLast) {
                throw Failures.connecting(target, e);
            }
            return false;
        }
    }

    private <T> T converse(Connection connection, Request request, Reading<T> reading)
            throws ClientFailure {
        Message body = request.body();
        try {
            HttpAnswer answer =
                    connection.exchange(
                            request.method(),
                            API + request.path(),
                            request.accept(),
                            body == null ? null : Json.encode(body),
                            target.token());
            if (answer.status() != 200 && !request.readsRefusals()) {
                throw refused(answer.status(), answer.document(Json.DOCUMENT_BYTES_MAX));
            }
            return reading.read(answer, connection);
        } catch (IOException e) {
            throw Failures.talking(target, connection.lifeline().end(), e, patience);
        } catch (MalformedDocument e) {
            throw Failures.malformed(target, String.valueOf(e.getMessage()));
        }
    }

    private Lifeline lifeline(SocketChannel channel, Wait wait) {
        return switch (wait) {
            case BRIEF -> new Lifeline(channel, patience.answerNanos(), null).start();
            case LONG -> new Lifeline(channel, patience.silenceNanos(), this::isAlive).start();
            case ENDLESS -> new Lifeline(channel, 0, null).start();
        };
    }

    /// Asks on a connection of its own; runs on the thread of a lifeline.
    private boolean isAlive() {
        long nanos = patience.probeNanos();
        Patience brief = new Patience(nanos, nanos, nanos);
        try {
            return new Daemon(target, brief, new Interrupts()).version().pid() > 0;
        } catch (ClientFailure e) {
            // A refusal is a sign of life; silence and a broken connection are not.
            return e.status() != ExitStatus.UNREACHABLE;
        }
    }

    private ClientFailure refused(int status, byte[] document) throws MalformedDocument {
        if (status == 401) {
            return Failures.unauthorized(target);
        }
        ErrorBody error = Json.errorBody(document);
        return new ClientFailure(
                status == 403 ? ExitStatus.UNREACHABLE : ExitStatus.FAILED,
                error.error(),
                error.message(),
                error.hint());
    }
}
