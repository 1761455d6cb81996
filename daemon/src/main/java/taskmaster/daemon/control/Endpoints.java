package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.Json;
import taskmaster.api.MalformedDocument;
import taskmaster.api.Message;
import taskmaster.api.ProcessList;
import taskmaster.api.SignalRequest;
import taskmaster.api.VersionInfo;
import taskmaster.core.Signals;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// What each route does: reads the request, asks the daemon, answers.
final class Endpoints {

    /// Grows when something is taken away from the API.
    private static final int API = 1;

    private final Operations operations;
    private final Executor logReaders;
    private final Supplier<OptionalInt> port;

    Endpoints(Operations operations, Executor logReaders, Supplier<OptionalInt> port) {
        this.operations = operations;
        this.logReaders = logReaders;
        this.port = port;
    }

    void processes(Request request, Exchange exchange) {
        exchange.answer(operations.processes(request.all("name")));
    }

    void process(Request request, Exchange exchange) {
        String name = request.pathValue("name");
        exchange.answer(operations.processes(List.of(name)).thenApply(list -> only(name, list)));
    }

    private static Message only(String name, ProcessList list) {
        return switch (list.processes().size()) {
            case 0 -> throw RequestRefused.noSuchProcess(name);
            case 1 -> list.processes().getFirst();
            default ->
                    throw new RequestRefused(
                            400,
                            "several_processes",
                            "cannot show `" + name + "` as one process: it has several",
                            "use " + Routes.PREFIX + "processes?name=" + name);
        };
    }

    void start(Request request, Exchange exchange) throws MalformedDocument {
        operate(Verb.START, request, exchange);
    }

    void stop(Request request, Exchange exchange) throws MalformedDocument {
        operate(Verb.STOP, request, exchange);
    }

    void restart(Request request, Exchange exchange) throws MalformedDocument {
        operate(Verb.RESTART, request, exchange);
    }

    void clear(Request request, Exchange exchange) throws MalformedDocument {
        operate(Verb.CLEAR, request, exchange);
    }

    private void operate(Verb verb, Request request, Exchange exchange) throws MalformedDocument {
        List<String> names = named(Json.namesRequest(request.body()).names());
        operations.operate(verb, names, request.caller(), progress(request, exchange));
    }

    void signal(Request request, Exchange exchange) throws MalformedDocument {
        SignalRequest signal = Json.signalRequest(request.body());
        OptionalInt number = Signals.parse(signal.signal());
        if (number.isEmpty()) {
            throw new RequestRefused(
                    400,
                    "bad_signal",
                    "cannot send signal `" + signal.signal() + "`: no such signal",
                    "for example USR1, SIGUSR1 or 10");
        }
        operations.signal(
                number.getAsInt(),
                named(signal.names()),
                request.caller(),
                progress(request, exchange));
    }

    private static List<String> named(List<String> names) {
        if (names.isEmpty()) {
            throw RequestRefused.badRequest("`names` is empty; `all` names everything");
        }
        return names;
    }

    private static Progress progress(Request request, Exchange exchange) {
        return new ProgressReply(exchange, request.isNdjsonWanted());
    }

    void reload(Request request, Exchange exchange) throws MalformedDocument {
        boolean dryRun = request.body().length > 0 && Json.reloadRequest(request.body()).dryRun();
        exchange.answer(operations.reload(dryRun, request.caller()));
    }

    void alerts(Request request, Exchange exchange) {
        exchange.answer(operations.alerts());
    }

    void testAlerts(Request request, Exchange exchange) throws MalformedDocument {
        String name =
                request.body().length > 0 ? Json.alertTestRequest(request.body()).name() : null;
        operations.testAlerts(name, request.caller(), progress(request, exchange));
    }

    void shutdown(Request request, Exchange exchange) {
        operations.shutdown(request.caller(), progress(request, exchange));
    }

    void logLevels(Request request, Exchange exchange) {
        exchange.send(operations.logLevels());
    }

    void changeLogLevels(Request request, Exchange exchange) throws MalformedDocument {
        exchange.send(
                operations.changeLogLevels(Json.logLevelRequest(request.body()), request.caller()));
    }

    void version(Request request, Exchange exchange) {
        DaemonInfo info = operations.info();
        OptionalInt listening = port.get();
        exchange.send(
                new VersionInfo(
                        info.version(),
                        API,
                        info.pid(),
                        info.config().toString(),
                        info.socket().toString(),
                        listening.isPresent() ? (Integer) listening.getAsInt() : null,
                        info.startedAt().toString(),
                        Runtime.version().toString()));
    }

    void events(Request request, Exchange exchange) {
        new EventReply(exchange).start(operations);
    }

    void log(Request request, Exchange exchange) {
        LogStream stream = stream(request.pathValue("stream"));
        boolean follow = flag("follow", request.one("follow"));
        LogStart start = start(request.one("lines"), request.one("bytes"));
        ByteRange range = request.range();
        if (range != null) {
            checkAlone(request);
        }
        LogReply reply = new LogReply(exchange, logReaders, start, range, follow);
        // Nothing waits for this future: whichever way it ends, the client has been answered.
        CompletableFuture<LogSource> _ =
                operations
                        .log(request.pathValue("name"), stream)
                        .whenComplete(
                                (source, failure) -> {
                                    if (failure == null) {
                                        exchange.execute(() -> reply.start(source));
                                    } else {
                                        exchange.refuse(failure);
                                    }
                                });
    }

    private static void checkAlone(Request request) {
        for (String name : List.of("follow", "lines", "bytes")) {
            String value = request.one(name);
            if (value != null && !(name.equals("follow") && !flag(name, value))) {
                throw RequestRefused.badRequest(
                        "a `Range` header and parameter `" + name + "` exclude each other");
            }
        }
    }

    private static LogStream stream(String text) {
        for (LogStream stream : LogStream.values()) {
            if (stream.name().toLowerCase(Locale.ROOT).equals(text)) {
                return stream;
            }
        }
        throw new RequestRefused(
                404, "no_such_stream", "no output is called `" + text + "`", "stdout or stderr");
    }

    private static LogStart start(@Nullable String lines, @Nullable String bytes) {
        if (lines != null && bytes != null) {
            throw RequestRefused.badRequest("`lines` and `bytes` exclude each other");
        }
        if (bytes != null) {
            return new LogStart.Bytes(number("bytes", bytes, ControlLimits.LOG_BYTES_MAX));
        }
        if (lines != null) {
            return new LogStart.Lines((int) number("lines", lines, ControlLimits.LOG_LINES_MAX));
        }
        return new LogStart.Lines(ControlLimits.LOG_LINES_DEFAULT);
    }

    private static long number(String name, String text, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name, text, max);
        }
        throw notANumber(name, text, max);
    }

    private static RequestRefused notANumber(String name, String text, long max) {
        return RequestRefused.badRequest(
                "parameter `" + name + "` is `" + text + "`, not a number from 0 to " + max);
    }

    private static boolean flag(String name, @Nullable String text) {
        return switch (text) {
            case null -> false;
            case "true", "1" -> true;
            case "false", "0" -> false;
            default ->
                    throw RequestRefused.badRequest(
                            "parameter `" + name + "` is `" + text + "`, not true or false");
        };
    }
}
