package taskmaster.tests.blackbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.jspecify.annotations.Nullable;

import taskmaster.api.JsonInput;
import taskmaster.api.JsonInput.Fields;
import taskmaster.api.MalformedDocument;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A receiver of webhooks that can go away and come back on the same port.
final class Receiver implements AutoCloseable {

    /// One alert as it arrived.
    ///
    /// @param process null: it is about the daemon
    record Told(
            String type,
            @Nullable String process,
            int count,
            String text,
            @Nullable Integer exitCode,
            @Nullable String exitSignal,
            List<String> lastLines) {

        static Told of(Fields fields) throws MalformedDocument {
            return new Told(
                    fields.string("type"),
                    fields.optionalString("process"),
                    fields.integer("count"),
                    fields.string("text"),
                    fields.optionalInteger("exit_code"),
                    fields.optionalString("exit_signal"),
                    fields.strings("last_lines"));
        }
    }

    /// One message as it arrived.
    record Message(String id, boolean isTest, long leftOut, List<Told> entries) {}

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final int port;
    volatile int status = 200;
    private @Nullable HttpServer server;

    private Receiver(int port) {
        this.port = port;
    }

    /// One that listens.
    static Receiver start() throws IOException {
        Receiver receiver = down();
        receiver.up();
        return receiver;
    }

    /// One that does not listen yet.
    static Receiver down() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Receiver(free.getLocalPort());
        }
    }

    Receiver up() throws IOException {
        server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/hook", this::take);
        server.start();
        return this;
    }

    /// For the list of webhooks in a configuration.
    String webhook(String name) {
        return "{name: %s, url: \"http://127.0.0.1:%d/hook\"}".formatted(name, port);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            byte[] answer = "noted\n".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (status == 200) {
                messages.add(message(body));
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static Message message(byte[] body) throws IOException {
        try {
            Fields fields = JsonInput.object(body, 1 << 20);
            return new Message(
                    fields.string("id"),
                    fields.flag("test", false),
                    fields.number("left_out"),
                    fields.objects("entries", Told::of));
        } catch (MalformedDocument malformed) {
            throw new IOException(malformed);
        }
    }

    /// All alerts that arrived, oldest message first.
    List<Told> told() {
        return messages.stream().flatMap(message -> message.entries().stream()).toList();
    }

    /// How often something of this type has happened, by all messages.
    long count(String type) {
        return told().stream().filter(t -> t.type().equals(type)).mapToLong(Told::count).sum();
    }

    /// How often anything has happened, by all messages.
    long count() {
        long leftOut = messages.stream().mapToLong(Message::leftOut).sum();
        return leftOut + told().stream().mapToLong(Told::count).sum();
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
