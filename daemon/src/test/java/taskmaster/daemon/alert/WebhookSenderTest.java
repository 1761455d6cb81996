package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.config.AlertDestination;
import taskmaster.config.AlertDestination.WebhookFormat;
import taskmaster.config.Secret;
import taskmaster.core.AlertType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

class WebhookSenderTest {

    private static final AlertMessage MESSAGE = Messages.of(Messages.aborted("web:web_00"));
    private static final TrustedAuthorities NOBODY = new TrustedAuthorities(null);

    private record Received(
            String method, String target, Map<String, List<String>> headers, String body) {}

    @TempDir private Path directory;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private int status = 200;
    private String answer = "ok";
    private final Map<String, String> answerHeaders = new TreeMap<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private HttpServer start(HttpServer server) {
        server.createContext("/", this::receive);
        server.start();
        opened.add(() -> server.stop(0));
        return server;
    }

    private URI http() throws IOException {
        HttpServer server =
                start(
                        HttpServer.create(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5));
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/hook/T0P5ECRET?k=qu3ry");
    }

    private void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        received.add(
                new Received(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().toString(),
                        new TreeMap<>(exchange.getRequestHeaders()),
                        body));
        answerHeaders.forEach(exchange.getResponseHeaders()::set);
        byte[] bytes = answer.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, status == 204 ? -1 : bytes.length == 0 ? -1 : 0);
        if (bytes.length > 0 && status != 204) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static AlertDestination.Webhook webhook(URI url, WebhookFormat format) {
        TreeMap<String, Secret> headers =
                new TreeMap<>(Map.of("Authorization", new Secret("Bearer t0ken-value")));
        return new AlertDestination.Webhook("ops", 5_000_000_000L, url, headers, format);
    }

    private static SendResult send(URI url, WebhookFormat format, AlertMessage message) {
        SendResult result = new WebhookSender(webhook(url, format), NOBODY).send(message);
        assertThat(result.toString()).doesNotContain("t0ken", "T0P5ECRET", "qu3ry");
        return result;
    }

    private Received only(SendResult result) {
        assertThat(result).isInstanceOf(SendResult.Accepted.class);
        assertThat(received).hasSize(1);
        return received.getFirst();
    }

    private static SendResult.Refused refused(SendResult result, boolean isPermanent) {
        assertThat(result).isInstanceOf(SendResult.Refused.class);
        SendResult.Refused refused = (SendResult.Refused) result;
        assertThat(refused.isPermanent()).as(refused.problem()).isEqualTo(isPermanent);
        return refused;
    }

    @Test
    void genericFormatPostsTheDocumentWithTheHeaders() throws Exception {
        SendResult result = send(http(), WebhookFormat.GENERIC, MESSAGE);

        Received request = only(result);
        assertThat(result).isEqualTo(new SendResult.Accepted("200 OK: ok"));
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/hook/T0P5ECRET?k=qu3ry");
        assertThat(request.headers().get("Authorization")).containsExactly("Bearer t0ken-value");
        assertThat(request.headers().get("Content-type"))
                .containsExactly("application/json; charset=utf-8");
        assertThat(request.body()).isEqualTo(new String(AlertJson.of(MESSAGE), UTF_8));
    }

    @Test
    void slackEscapesWhatWouldMentionOrLink() throws Exception {
        String body = only(send(http(), WebhookFormat.SLACK, Messages.hostile())).body();

        assertThat(body)
                .startsWith("{\"text\":\"*[")
                .contains("\"link_names\":false")
                .doesNotContain("<!", "<@", "@channel", "@here", "@everyone", "<script");
        assertThat(body.length()).isLessThan(6000);
    }

    @Test
    void slackTellsFactsAndLines() throws Exception {
        String body = only(send(http(), WebhookFormat.SLACK, MESSAGE)).body();

        assertThat(body)
                .startsWith("{\"text\":\"*[box] web:web_00 aborted: exit code 3*\\n```\\nWhen: ")
                .contains("Exit code: 3\\n", "| no such table\\n```\\n\"");
    }

    @Test
    void discordMentionsNobody() throws Exception {
        status = 204;

        SendResult result = send(http(), WebhookFormat.DISCORD, Messages.hostile());

        String body = only(result).body();
        assertThat(result).isEqualTo(new SendResult.Accepted("204 No Content"));
        assertThat(body)
                .startsWith("{\"content\":\"**")
                .endsWith("\"allowed_mentions\":{\"parse\":[]},\"flags\":4}");
        String content = body.substring(12, body.indexOf("\",\"allowed_mentions"));
        assertThat(content.length()).isLessThan(2500);
        assertThat(content.split("```", -1).length % 2).as("each listing ends").isEqualTo(1);
    }

    @Test
    void discordTextHasAtMostTwoThousandCharacters() {
        List<Alert> alerts = new ArrayList<>();
        for (int number = 0; number < 500; number++) {
            alerts.add(
                    Messages.alert(
                            AlertType.KILLED, "p" + number, "ended", Messages.HOSTILE_LINES));
        }
        AlertMessage message = Messages.of(alerts.toArray(Alert[]::new));
        String body = new String(DiscordMessage.of(message), UTF_8);
        int end = body.indexOf("\",\"allowed_mentions");

        assertThat(body.substring(12, end).replace("\\n", "n").replace("\\\\", "b").length())
                .isLessThanOrEqualTo(2000);
        assertThat(body).contains("more alerts are not told here.");
    }

    @Test
    void teamsGetsAnAdaptiveCardWithoutMarkdown() throws Exception {
        status = 202;
        answer = "";

        String body = only(send(http(), WebhookFormat.TEAMS, Messages.hostile())).body();

        assertThat(body)
                .startsWith(
                        "{\"type\":\"message\",\"attachments\":[{\"contentType\":"
                            + "\"application/vnd.microsoft.card.adaptive\",\"contentUrl\":null,")
                .contains("\"type\":\"AdaptiveCard\",\"version\":\"1.4\"")
                .doesNotContain("\"TextBlock\"", "\"entities\"");
        assertThat(body.getBytes(UTF_8)).hasSizeLessThan(28 << 10);
    }

    @Test
    void ntfyGetsTextAndHeaders() throws Exception {
        Received request = only(send(http(), WebhookFormat.NTFY, MESSAGE));

        assertThat(request.headers().get("Title"))
                .containsExactly("[box] web:web_00 aborted: exit code 3");
        assertThat(request.headers().get("Priority")).containsExactly("5");
        assertThat(request.headers().get("Tags")).containsExactly("rotating_light");
        assertThat(request.body()).isEqualTo(PlainText.of(MESSAGE));
    }

    @Test
    void ntfyTitleIsEncodedAndTheTextIsBounded() throws Exception {
        Received request = only(send(http(), WebhookFormat.NTFY, Messages.hostile()));

        String title = Objects.requireNonNull(request.headers().get("Title")).getFirst();
        assertThat(title).startsWith("=?UTF-8?B?").endsWith("?=");
        String encoded = title.substring(10, title.length() - 2);
        assertThat(new String(Base64.getDecoder().decode(encoded), UTF_8))
                .isEqualTo(Wording.subject(Messages.hostile()));
        assertThat(request.headers()).doesNotContainKeys("X-evil", "Bcc");
        assertThat(request.body().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(4000);
    }

    @Test
    void testMessageIsSentInEachFormat() throws Exception {
        URI url = http();
        for (WebhookFormat format : WebhookFormat.values()) {
            assertThat(send(url, format, Messages.test())).isInstanceOf(SendResult.Accepted.class);
        }

        assertThat(received).hasSize(5).allMatch(one -> one.body().contains("test"));
    }

    @Test
    void busyServerIsTriedAgainAndItsWishIsTold() throws Exception {
        status = 429;
        answer = "slow down";
        answerHeaders.put("Retry-After", "17");

        assertThat(refused(send(http(), WebhookFormat.GENERIC, MESSAGE), false).problem())
                .startsWith("cannot post to http://127.0.0.1:")
                .endsWith(": 429: slow down; it asks to wait 17 (s)");
    }

    @Test
    void brokenServerIsTriedAgain() throws Exception {
        status = 503;

        refused(send(http(), WebhookFormat.GENERIC, MESSAGE), false);
    }

    @Test
    void rejectedMessageIsNotTriedAgainAndSecretsInTheAnswerAreHidden() throws Exception {
        status = 404;
        answer = "no hook at /hook/T0P5ECRET with t0ken-value\u001b[2J" + "x".repeat(100_000);

        assertThat(refused(send(http(), WebhookFormat.GENERIC, MESSAGE), true).problem())
                .contains("no hook at <redacted> with <redacted>x", "check `url`")
                .hasSizeLessThan(500);
    }

    @Test
    void redirectIsNotFollowed() throws Exception {
        status = 302;
        answerHeaders.put("Location", "http://127.0.0.1:1/");

        assertThat(refused(send(http(), WebhookFormat.GENERIC, MESSAGE), true).problem())
                .contains("redirects are not followed");
        assertThat(received).hasSize(1);
    }

    @Test
    void headerWithLineBreakIsRefusedWithoutItsValue() throws Exception {
        TreeMap<String, Secret> headers =
                new TreeMap<>(Map.of("X-Token", new Secret("a\r\nX-Evil: s3cret")));
        AlertDestination.Webhook webhook =
                new AlertDestination.Webhook(
                        "ops", 5_000_000_000L, http(), headers, WebhookFormat.GENERIC);

        SendResult result = new WebhookSender(webhook, NOBODY).send(MESSAGE);

        assertThat(refused(result, true).problem())
                .contains("header X-Token")
                .doesNotContain("s3cret");
        assertThat(received).isEmpty();
    }

    @Test
    void httpsVerifiesCertificateAndName() throws Exception {
        Keys keys = Keys.make(directory, "web", "san=ip:127.0.0.1");
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.setHttpsConfigurator(new HttpsConfigurator(keys.context()));
        int port = start(server).getAddress().getPort();
        AlertDestination.Webhook right =
                webhook(URI.create("https://127.0.0.1:" + port + "/"), WebhookFormat.GENERIC);
        AlertDestination.Webhook otherName =
                webhook(URI.create("https://localhost:" + port + "/"), WebhookFormat.GENERIC);

        assertThat(new WebhookSender(right, keys.trusted()).send(MESSAGE))
                .isInstanceOf(SendResult.Accepted.class);
        assertThat(refused(new WebhookSender(right, NOBODY).send(MESSAGE), false).problem())
                .contains("its certificate is not trusted");
        assertThat(
                        refused(new WebhookSender(otherName, keys.trusted()).send(MESSAGE), false)
                                .problem())
                .contains("its certificate is not for this host");
        assertThat(received).hasSize(1);
    }

    @Test
    void serverThatIsDownIsTriedAgain() throws Exception {
        int port;
        try (ServerSocket probe = new ServerSocket(0)) {
            port = probe.getLocalPort();
        }

        SendResult result =
                send(URI.create("http://127.0.0.1:" + port), WebhookFormat.SLACK, MESSAGE);

        assertThat(refused(result, false).problem())
                .startsWith(
                        "cannot post to http://127.0.0.1:" + port + ": connection refused (ECONN");
    }

    @Test
    void serverThatFeedsByDripsCostsNoMoreThanTheTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> drip(server));
            AlertDestination.Webhook hasty =
                    new AlertDestination.Webhook(
                            "ops",
                            400_000_000L,
                            URI.create("http://localhost:" + server.getLocalPort()),
                            new TreeMap<>(),
                            WebhookFormat.GENERIC);
            long begin = System.nanoTime();

            SendResult result = new WebhookSender(hasty, NOBODY).send(MESSAGE);

            assertThat(refused(result, false).problem())
                    .endsWith("no answer within 400 ms (ETIMEDOUT)");
            assertThat(System.nanoTime() - begin).isBetween(350_000_000L, 4_000_000_000L);
        }
    }

    /// A header each 50 ms, for ever.
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout(50);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(UTF_8));
            while (true) {
                socket.getOutputStream().write("X: y\r\n".getBytes(UTF_8));
                try {
                    if (socket.getInputStream().read() < 0) {
                        return;
                    }
                } catch (SocketTimeoutException _) {
                    // The next header.
                }
            }
        } catch (IOException _) {
            // The client is gone.
        }
    }

    @Test
    void whatDoesNotSpeakHttpIsToldApart() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> greet(server));

            SendResult result =
                    send(
                            URI.create("http://localhost:" + server.getLocalPort()),
                            WebhookFormat.GENERIC,
                            MESSAGE);

            assertThat(refused(result, false).problem()).contains("it does not speak HTTP");
        }
    }

    private static void greet(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("220 mail.example.org\r\n".getBytes(UTF_8));
            socket.getInputStream().readAllBytes();
        } catch (IOException _) {
            // The client is gone.
        }
    }

    @Test
    void noThreadStaysAfterAnAttempt() throws Exception {
        send(http(), WebhookFormat.GENERIC, MESSAGE);

        long deadline = System.nanoTime() + 5_000_000_000L;
        while (hasTimeoutThread() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(hasTimeoutThread()).isFalse();
    }

    private static boolean hasTimeoutThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("alert-timeout"));
    }
}
