package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;

import taskmaster.daemon.control.TestClient.Response;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

class ControlAbuseTest {

    private static final String VERSION = "GET /api/v1/version HTTP/1.1";

    private static void stillServes(TestServer server) throws IOException {
        assertThat(server.get("/api/v1/version").status()).isEqualTo(200);
    }

    private static int refusal(TestServer server, String... head) throws IOException {
        try (TestClient client = server.client()) {
            client.request(head);
            Response response = client.response();
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(client.toEnd()).isEmpty();
            return response.status();
        }
    }

    @Test
    void oversizeIsRefusedWithItsOwnStatus() throws Exception {
        try (TestServer server = TestServer.onSocket()) {
            assertThat(refusal(server, "GET /" + "x".repeat(9_000) + " HTTP/1.1")).isEqualTo(414);
            assertThat(refusal(server, VERSION, "A: " + "x".repeat(17_000))).isEqualTo(431);
            String[] many = new String[2_000];
            Arrays.fill(many, "Name: value");
            many[0] = VERSION;
            assertThat(refusal(server, many)).isEqualTo(431);
            assertThat(
                            refusal(
                                    server,
                                    "POST /api/v1/stop HTTP/1.1",
                                    "Content-Type: application/json",
                                    "Content-Length: 1048577"))
                    .isEqualTo(413);
            assertThat(
                            refusal(
                                    server,
                                    "POST /api/v1/stop HTTP/1.1",
                                    "Content-Type: application/json",
                                    "Content-Length: 99999999999999"))
                    .isEqualTo(413);
            stillServes(server);
        }
    }

    @Test
    void clientThatSendsTooMuchCanStillReadWhy() throws Exception {
        try (TestServer server = TestServer.onSocket();
                TestClient client = server.client()) {
            client.request(
                    "POST /api/v1/stop HTTP/1.1",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked");
            byte[] chunk = ("10000\r\n" + "x".repeat(65536) + "\r\n").getBytes(US_ASCII);
            for (int i = 0; i < 32; i++) {
                client.send(chunk);
            }
            assertThat(client.response().status()).isEqualTo(413);
            stillServes(server);
        }
    }

    @Test
    void bodyAtTheLimitIsTaken() throws Exception {
        try (TestServer server = TestServer.onSocket()) {
            String names = "{\"names\":[\"web\"";
            String body = names + " ".repeat(1024 * 1024 - names.length() - 2) + "]}";
            assertThat(server.post("/api/v1/stop", body).status()).isEqualTo(200);
            assertThat(server.post("/api/v1/stop", body + " ").status()).isEqualTo(413);
        }
    }

    @Test
    void brokenRequestsAreRefused() throws Exception {
        try (TestServer server = TestServer.onSocket()) {
            for (String line :
                    List.of(
                            "GET",
                            "GET /",
                            "G\u0000T / HTTP/1.1",
                            "GET / HTTP/x",
                            "\u0016\u0003\u0001\u0002 TLS",
                            "GET / HTTP/1.1\r\nbad header",
                            "GET / HTTP/1.1\r\n: empty",
                            "GET / HTTP/1.1\r\nName : space",
                            "GET / HTTP/1.1\r\nA: b\u0000c",
                            "GET / HTTP/1.1\r\nContent-Length: x",
                            "GET / HTTP/1.1\r\nContent-Length: -1",
                            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2")) {
                assertThat(refusal(server, line)).as(line).isIn(400, 404);
            }
            assertThat(
                            refusal(
                                    server,
                                    "POST /api/v1/stop HTTP/1.1",
                                    "Content-Type: application/json",
                                    "Content-Length: 5",
                                    "Transfer-Encoding: chunked"))
                    .isEqualTo(400);
            assertThat(refusal(server, "PRI * HTTP/2.0")).isEqualTo(505);
            stillServes(server);
        }
    }

    @Test
    void requestThatNeverGetsWholeEndsWith408() throws Exception {
        try (TestServer server = TestServer.impatient()) {
            for (String start :
                    List.of(
                            "G",
                            VERSION + "\r\nHo",
                            "POST /api/v1/stop HTTP/1.1\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 10\r\n\r\n{")) {
                try (TestClient client = server.client()) {
                    assertThat(client.send(start).response().status()).isEqualTo(408);
                    assertThat(client.toEnd()).isEmpty();
                }
            }
        }
    }

    /// One byte at a time does not extend the time.
    @Test
    void slowlorisEndsWith408() throws Exception {
        try (TestServer server = TestServer.impatient();
                TestClient client = server.client()) {
            client.get("/api/v1/version").response();
            long start = System.nanoTime();
            long end = start + 5_000_000_000L;
            byte[] one = {'x'};
            client.send("GET /");
            try {
                while (System.nanoTime() < end && client.sendSome(one) >= 0) {
                    Thread.onSpinWait();
                }
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("pipe");
            }
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
            stillServes(server);
        }
    }

    @Test
    void idleConnectionsAreClosed() throws Exception {
        try (TestServer server = TestServer.impatient();
                TestClient silent = server.client();
                TestClient idle = server.client()) {
            assertThat(idle.get("/api/v1/version").response().status()).isEqualTo(200);
            assertThat(silent.toEnd()).isEmpty();
            assertThat(idle.toEnd()).isEmpty();
        }
    }

    @Test
    void waitingForAnOperationIsNotIdling() throws Exception {
        try (TestServer server = TestServer.impatient();
                TestClient client = server.client();
                TestClient other = server.client()) {
            server.operations.isHolding = true;
            client.post("/api/v1/stop", "{\"names\":[\"web\"]}");
            // The other one is idle for longer than any patience.
            assertThat(other.toEnd()).isEmpty();
            server.operations.held.getFirst().done();
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void clientThatNeverReadsIsClosed() throws Exception {
        try (TestServer server = TestServer.impatient();
                TestClient client = server.client()) {
            MemoryLog log = new MemoryLog("");
            log.isEndless = true;
            server.operations.logs.put("web/STDOUT", log);
            client.get("/api/v1/logs/web/stdout?follow=true");
            TestServer.until(() -> log.open.get() == 1);
            TestServer.until(() -> log.open.get() == 0);
            stillServes(server);
        }
    }

    @Test
    void listenerThatNeverReadsIsClosed() throws Exception {
        try (TestServer server = TestServer.impatient();
                TestClient client = server.client()) {
            client.get("/api/v1/events").head();
            TestServer.until(
                    () -> {
                        server.operations.publishMany(1_000);
                        return server.operations.listeners.isEmpty();
                    });
            client.toEnd();
            stillServes(server);
        }
    }

    @Test
    void pipeliningIsBounded() throws Exception {
        try (TestServer server = TestServer.onSocket();
                TestClient client = server.client()) {
            server.operations.isHolding = true;
            client.post("/api/v1/stop", "{\"names\":[\"web\"]}");
            TestServer.until(() -> !server.operations.held.isEmpty());
            try {
                client.send((VERSION + "\r\n\r\n").repeat(10_000));
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("pipe");
            }
            assertThat(client.toEnd()).isEmpty();
            stillServes(server);
        }
    }

    @Test
    void fiveHundredConnectionsAreServed() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            List<TestClient> clients = new ArrayList<>();
            String[] head = {
                VERSION,
                "Host: 127.0.0.1:" + server.server.port().orElseThrow(),
                "Authorization: Bearer " + server.token()
            };
            try {
                for (int i = 0; i < 500; i++) {
                    clients.add(server.portClient());
                }
                for (int round = 0; round < 3; round++) {
                    for (TestClient client : clients) {
                        client.request(head);
                    }
                    for (TestClient client : clients) {
                        assertThat(client.response().status()).isEqualTo(200);
                    }
                }
            } finally {
                for (TestClient client : clients) {
                    client.close();
                }
            }
            stillServes(server);
        }
    }

    /// Strangers at the port cannot keep the owner from the socket, nor for ever from the port.
    @Test
    void tooManyConnectionsAreTurnedAway() throws Exception {
        try (TestServer server = TestServer.onPort()) {
            List<TestClient> clients = new ArrayList<>();
            try {
                for (int i = 0; i < ControlLimits.PORT_CONNECTIONS_MAX; i++) {
                    clients.add(server.portClient());
                }
                try (TestClient late = server.portClient()) {
                    Response response = late.response();
                    assertThat(response.status()).isEqualTo(503);
                    assertThat(late.toEnd()).isEmpty();
                }
                stillServes(server);
            } finally {
                for (TestClient client : clients) {
                    client.close();
                }
            }
            TestServer.until(() -> isServedAtPort(server));
        }
    }

    private static boolean isServedAtPort(TestServer server) {
        try (TestClient client = server.portClient()) {
            client.request(VERSION, "Host: localhost:" + server.server.port().orElseThrow());
            return client.response().status() == 401;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void bodiesTogetherAreBounded() throws Exception {
        try (TestServer server = TestServer.onSocket()) {
            List<TestClient> clients = new ArrayList<>();
            int refused = 0;
            try {
                for (int i = 0; i < 12; i++) {
                    TestClient client = server.client();
                    clients.add(client);
                    client.request(
                            "POST /api/v1/stop HTTP/1.1",
                            "Content-Type: application/json",
                            "Content-Length: 1000000");
                    client.send("x".repeat(999_999));
                }
                TestClient last = clients.getLast();
                assertThat(last.response().status()).isEqualTo(503);
                refused++;
            } finally {
                for (TestClient client : clients) {
                    client.close();
                }
            }
            assertThat(refused).isEqualTo(1);
            TestServer.until(() -> isLargeBodyTaken(server));
        }
    }

    private static boolean isLargeBodyTaken(TestServer server) {
        try {
            return server.post("/api/v1/stop", " ".repeat(900_000)).status() == 400;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void clientsThatBreakOffHarmNobody() throws Exception {
        try (TestServer server = TestServer.onSocket()) {
            String request = VERSION + "\r\nHost: x\r\n\r\n";
            for (int length = 0; length <= request.length(); length++) {
                try (TestClient client = server.client()) {
                    client.send(request.substring(0, length));
                }
            }
            for (int i = 0; i < 100; i++) {
                try (TestClient client = server.client()) {
                    client.post("/api/v1/stop", "{\"names\":[\"web\"]}");
                }
                try (TestClient client = server.client()) {
                    client.get("/api/v1/events");
                }
            }
            TestServer.until(() -> server.operations.listeners.isEmpty());
            stillServes(server);
        }
    }

    @Test
    void garbageHarmsNobody() throws Exception {
        Random random = new Random(42);
        String valid =
                "POST /api/v1/stop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 17\r\n\r\n{\"names\":[\"web\"]}";
        try (TestServer server = TestServer.onSocket()) {
            for (int round = 0; round < 1_500; round++) {
                byte[] bytes;
                if (round % 3 == 0) {
                    bytes = new byte[random.nextInt(2_000)];
                    random.nextBytes(bytes);
                } else {
                    bytes = valid.repeat(1 + random.nextInt(3)).getBytes(ISO_8859_1);
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                    }
                }
                try (TestClient client = server.client()) {
                    client.send(bytes);
                } catch (IOException e) {
                    assertThat(e).isNotInstanceOf(TestClient.Overdue.class);
                }
            }
            stillServes(server);
        }
    }
}
