package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.AlertList;
import taskmaster.api.ErrorBody;
import taskmaster.api.Json;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.MalformedDocument;
import taskmaster.api.Message;
import taskmaster.api.OperationResult;
import taskmaster.api.ProcessList;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;
import taskmaster.api.VersionInfo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;

/// A second, small implementation of the daemon's side of the HTTP contract.
final class FakeDaemon implements AutoCloseable {
    /// What is written to a followed log to end it.
    static final byte[] END = {};

    private final ServerSocketChannel server;
    private final @Nullable String token;
    private final Map<String, ProcessView> processes = new LinkedHashMap<>();
    private final Map<String, OperationResult> results = new ConcurrentHashMap<>();
    private final Map<String, String> levels =
            new ConcurrentSkipListMap<>(Map.of("control", "info", "main", "info"));
    private final Map<String, byte[]> logs = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<SocketChannel> open = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    final BlockingQueue<byte[]> followed = new LinkedBlockingQueue<>();
    private final Map<String, BlockingQueue<byte[]>> followedBy = new ConcurrentHashMap<>();
    volatile ReloadReport reload = new ReloadReport(false, false, List.of(), List.of(), List.of());
    volatile AlertList alerts = new AlertList(List.of(), null);
    volatile @Nullable ErrorBody midway;

    private FakeDaemon(ServerSocketChannel server, @Nullable String token) {
        this.server = server;
        this.token = token;
        Thread thread = new Thread(this::accept, "fake-daemon");
        thread.setDaemon(true);
        thread.start();
    }

    static FakeDaemon onSocket(Path socket) throws IOException {
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return new FakeDaemon(server, null);
    }

    static FakeDaemon onPort(String token) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new FakeDaemon(server, token);
    }

    int port() throws IOException {
        SocketAddress address = server.getLocalAddress();
        return address instanceof InetSocketAddress tcp ? tcp.getPort() : -1;
    }

    FakeDaemon with(ProcessView... views) {
        synchronized (processes) {
            for (ProcessView view : views) {
                processes.put(view.name(), view);
            }
        }
        return this;
    }

    /// What any operation says of this name.
    FakeDaemon result(String name, boolean ok, String outcome, String message) {
        results.put(name, new OperationResult(name, ok, outcome, message, null, null));
        return this;
    }

    FakeDaemon log(String name, String stream, byte[] bytes) {
        logs.put(name + "/" + stream, bytes);
        return this;
    }

    /// What comes of this log when it is followed comes by [#more], not to all that are followed.
    FakeDaemon followedAlone(String name, String stream, byte[] bytes) {
        followedBy.put(name + "/" + stream, new LinkedBlockingQueue<>());
        return log(name, stream, bytes);
    }

    /// Writes to such a log.
    void more(String name, String stream, byte[] bytes) {
        followedBy.getOrDefault(name + "/" + stream, followed).add(bytes);
    }

    /// A reload has removed it.
    void remove(String name) {
        synchronized (processes) {
            processes.remove(name);
        }
        for (String stream : List.of("stdout", "stderr")) {
            more(name, stream, END);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                open.add(channel);
                Thread thread = new Thread(() -> serve(channel), "fake-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            // Closed: the daemon is gone.
            return;
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            InputStream in = Channels.newInputStream(channel);
            OutputStream out = Channels.newOutputStream(channel);
            String head = head(in);
            while (!head.isEmpty()) {
                byte[] body = in.readNBytes(contentLength(head));
                String first = head.substring(0, head.indexOf("\r\n"));
                String text = new String(body, StandardCharsets.UTF_8);
                requests.add(first.replace(" HTTP/1.1", "") + (text.isEmpty() ? "" : " " + text));
                String path = first.substring(first.indexOf(' ') + 1, first.lastIndexOf(' '));
                String host = token == null ? "localhost" : "(127.0.0.1|localhost):" + port();
                if (!head.matches("(?s).*\r\nHost: " + host + "\r\n.*")) {
                    send(out, 403, new ErrorBody("bad_host", "cannot serve this host", null));
                } else if (head.startsWith("POST")
                        && !head.contains("\r\nContent-Type: application/json\r\n")) {
                    send(out, 415, new ErrorBody("no_json", "cannot read the body", null));
                } else if (token != null
                        && !head.contains("Authorization: Bearer " + token + "\r\n")) {
                    send(out, 401, new ErrorBody("unauthorized", "cannot: no token", null));
                } else {
                    answer(out, path.replace("/api/v1/", ""), body);
                }
                if (path.endsWith("/shutdown")) {
                    close();
                }
                head = head(in);
            }
        } catch (IOException | MalformedDocument | InterruptedException e) {
            // The client is gone, or this daemon is.
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                return "";
            }
            head.write(c);
            String text = head.toString(StandardCharsets.ISO_8859_1);
            if (text.endsWith("\r\n\r\n")) {
                return text;
            }
        }
    }

    private static int contentLength(String head) {
        int at = head.indexOf("Content-Length: ");
        return at < 0
                ? 0
                : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)).strip());
    }

    private void answer(OutputStream out, String path, byte[] body)
            throws IOException, MalformedDocument, InterruptedException {
        if (path.startsWith("processes")) {
            list(out, path);
        } else if (path.equals("version")) {
            send(
                    out,
                    200,
                    new VersionInfo(
                            "1.2.3", 1, 4242, "/x.yaml", null, null, "2026-11-23T02:00:00Z", null));
        } else if (path.equals("reload")) {
            send(out, 200, reload);
        } else if (path.equals("alerts")) {
            send(out, 200, alerts);
        } else if (path.equals("alerts/test")) {
            test(out, Json.alertTestRequest(body).name());
        } else if (path.equals("log-levels")) {
            levels(out, body);
        } else if (path.startsWith("logs/")) {
            log(out, path);
        } else {
            List<String> names =
                    path.equals("shutdown")
                            ? List.of("all")
                            : path.equals("signal")
                                    ? Json.signalRequest(body).names()
                                    : Json.namesRequest(body).names();
            operate(out, path, names);
        }
    }

    private void test(OutputStream out, @Nullable String name) throws IOException {
        List<String> chosen =
                AlertCommand.names(alerts).stream()
                        .filter(one -> name == null || one.equals(name))
                        .toList();
        if (chosen.isEmpty()) {
            send(out, 404, new ErrorBody("no_such_destination", "cannot test `" + name + "`", "x"));
            return;
        }
        startChunks(out);
        for (String one : chosen) {
            var usual = new OperationResult(one, true, "sent", "250 2.0.0 Ok", null, null);
            chunk(out, line(results.getOrDefault(one, usual)));
        }
        chunk(out, new byte[0]);
    }

    private void levels(OutputStream out, byte[] body) throws IOException, MalformedDocument {
        if (body.length > 0) {
            LogLevelRequest request = Json.logLevelRequest(body);
            if (request.component() != null && !levels.containsKey(request.component())) {
                send(out, 400, new ErrorBody("bad_component", "unknown component", "a list"));
                return;
            }
            if (request.level().equals("loud") || request.level().equals("debgu")) {
                send(out, 400, new ErrorBody("bad_level", "unknown level", "a list"));
                return;
            }
            String level = request.level().equals("reset") ? "info" : request.level();
            levels.replaceAll(
                    (name, old) ->
                            request.component() == null || name.equals(request.component())
                                    ? level
                                    : old);
        }
        List<LogLevels.ComponentView> views = new ArrayList<>();
        levels.forEach(
                (name, level) ->
                        views.add(
                                new LogLevels.ComponentView(
                                        name, level, "info", "what " + name + " does")));
        send(out, 200, new LogLevels(views));
    }

    private void list(OutputStream out, String path) throws IOException {
        List<String> names = new ArrayList<>();
        if (path.contains("?")) {
            for (String pair : path.substring(path.indexOf('?') + 1).split("&", -1)) {
                names.add(URLDecoder.decode(pair.substring(5), StandardCharsets.UTF_8));
            }
        }
        Names.Selection selection = Names.select(views(), names);
        if (selection.unknown().isEmpty()) {
            send(out, 200, new ProcessList(selection.processes()));
        } else {
            String unknown = selection.unknown().getFirst();
            send(out, 404, new ErrorBody("no_such_process", "cannot find " + unknown, "hint"));
        }
    }

    private List<ProcessView> views() {
        synchronized (processes) {
            return List.copyOf(processes.values());
        }
    }

    private void operate(OutputStream out, String verb, List<String> names) throws IOException {
        startChunks(out);
        for (String name : names) {
            List<ProcessView> picked = Names.select(views(), List.of(name)).processes();
            if (picked.isEmpty() && !name.equals("all")) {
                chunk(
                        out,
                        line(new OperationResult(name, false, "no_such_process", "", null, null)));
            }
            for (ProcessView view : picked) {
                OperationResult usual =
                        new OperationResult(view.name(), true, outcome(verb), "", null, null);
                chunk(out, line(results.getOrDefault(view.name(), usual)));
            }
        }
        ErrorBody error = midway;
        if (error != null) {
            chunk(out, line(error));
        }
        chunk(out, new byte[0]);
    }

    private static String outcome(String verb) {
        return switch (verb) {
            case "start", "restart" -> "started";
            case "stop", "shutdown" -> "stopped";
            case "signal" -> "signalled";
            default -> "cleared";
        };
    }

    private void log(OutputStream out, String path) throws IOException, InterruptedException {
        String key = path.substring("logs/".length(), path.indexOf('?'));
        byte[] bytes = logs.get(URLDecoder.decode(key, StandardCharsets.UTF_8));
        if (bytes == null) {
            send(out, 404, new ErrorBody("no_log", "cannot read the log: it is discarded", null));
            return;
        }
        startChunks(out);
        if (bytes.length > 0) {
            chunk(out, bytes);
        }
        if (path.contains("follow=true")) {
            BlockingQueue<byte[]> coming =
                    followedBy.getOrDefault(
                            URLDecoder.decode(key, StandardCharsets.UTF_8), followed);
            for (byte[] more = coming.take(); more.length > 0; more = coming.take()) {
                chunk(out, more);
            }
        }
        chunk(out, new byte[0]);
    }

    private static byte[] line(Message message) {
        byte[] document = Json.encode(message);
        byte[] line = java.util.Arrays.copyOf(document, document.length + 1);
        line[document.length] = '\n';
        return line;
    }

    private static void startChunks(OutputStream out) throws IOException {
        write(out, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        write(out, Integer.toHexString(bytes.length) + "\r\n");
        out.write(bytes);
        write(out, "\r\n");
    }

    private static void send(OutputStream out, int status, Message message) throws IOException {
        byte[] body = Json.encode(message);
        write(out, "HTTP/1.1 " + status + " X\r\nContent-Length: " + body.length + "\r\n\r\n");
        out.write(body);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
