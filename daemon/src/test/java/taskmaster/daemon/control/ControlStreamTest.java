package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import taskmaster.api.ErrorBody;
import taskmaster.api.EventRecord;
import taskmaster.api.Json;
import taskmaster.api.OperationResult;
import taskmaster.daemon.control.TestClient.Response;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class ControlStreamTest {

    private static final String NDJSON = "Accept: application/x-ndjson\r\n";
    private static final String WEB = "{\"names\":[\"web\"]}";

    private TestServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestServer.lively();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private static OperationResult result(String name) {
        return new OperationResult(name, true, "started", name + ": started", "RUNNING", 1);
    }

    private Progress held() {
        TestServer.until(() -> !server.operations.held.isEmpty());
        return server.operations.held.removeFirst();
    }

    @Test
    void resultsComeAsTheySettle() throws Exception {
        server.operations.isHolding = true;
        try (TestClient client = server.client()) {
            client.post("/api/v1/start", WEB, NDJSON);
            Progress progress = held();
            progress.result(result("a"));
            Response head = client.head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-type")).isEqualTo("application/x-ndjson");
            assertThat(Json.operationResult(client.chunk())).isEqualTo(result("a"));
            progress.result(result("b"));
            assertThat(Json.operationResult(client.chunk())).isEqualTo(result("b"));
            progress.done();
            assertThat(client.chunk()).isEmpty();
            assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
        }
    }

    @Test
    void noResultsAreAnEmptyAnswer() throws Exception {
        server.operations.isHolding = true;
        try (TestClient client = server.client()) {
            client.post("/api/v1/start", WEB, NDJSON);
            held().done();
            Response response = client.response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void refusalBeforeTheFirstResultHasItsStatus() throws Exception {
        server.operations.isHolding = true;
        for (String accept : List.of(NDJSON, "")) {
            try (TestClient client = server.client()) {
                client.post("/api/v1/start", WEB, accept);
                held().refused(RequestRefused.shuttingDown());
                Response response = client.response();
                assertThat(response.status()).isEqualTo(503);
                assertThat(Json.errorBody(response.body()).error()).isEqualTo("shutting_down");
            }
        }
    }

    @Test
    void refusalAfterAResultIsTheLastLine() throws Exception {
        server.operations.isHolding = true;
        try (TestClient client = server.client()) {
            client.post("/api/v1/start", WEB, NDJSON);
            Progress progress = held();
            progress.result(result("a"));
            progress.refused(RequestRefused.overloaded());
            progress.result(result("too late"));
            progress.done();
            List<String> lines = client.response().text().lines().toList();
            assertThat(lines).hasSize(2);
            ErrorBody last = Json.errorBody(lines.getLast().getBytes(UTF_8));
            assertThat(last.error()).isEqualTo("overloaded");
        }
    }

    @Test
    void tenThousandResultsReachASlowClient() throws Exception {
        server.operations.isHolding = true;
        for (String accept : List.of(NDJSON, "")) {
            try (TestClient client = server.client()) {
                client.post("/api/v1/start", WEB, accept);
                Progress progress = held();
                for (int i = 0; i < 10_000; i++) {
                    progress.result(result("program:" + i));
                }
                progress.done();
                String text = client.response().text();
                assertThat(text.split("\"name\"", -1)).hasSize(10_001);
                assertThat(text).contains("program:9999");
            }
        }
    }

    @Test
    void shutdownIsAnsweredBeforeTheServerCloses() throws Exception {
        server.operations.isHolding = true;
        try (TestClient client = server.client();
                TestClient events = server.client()) {
            events.get("/api/v1/events").head();
            client.post("/api/v1/shutdown", "", NDJSON);
            Progress progress = held();
            progress.result(result("web"));
            progress.done();
            server.server.close();
            assertThat(client.response().text()).contains("web: started");
            assertThat(client.toEnd()).isEmpty();
            events.toEnd();
        }
    }

    private static EventRecord event(TestClient client) throws Exception {
        String line = client.line();
        while (!line.startsWith("data: ")) {
            line = client.line();
        }
        return Json.eventRecord(line.substring(6).getBytes(UTF_8));
    }

    private TestClient listener() throws Exception {
        TestClient client = server.client();
        // An old client gets the stream without chunks, which is easier to read here.
        client.send("GET /api/v1/events HTTP/1.0\r\n\r\n");
        assertThat(client.head().header("content-type")).isEqualTo("text/event-stream");
        assertThat(client.line()).isEqualTo("retry: 2000");
        return client;
    }

    @Test
    void eventsArriveWithTheirIds() throws Exception {
        try (TestClient client = listener()) {
            server.operations.publishMany(3);
            List<String> lines = new ArrayList<>();
            while (lines.stream().filter(line -> line.startsWith("data: ")).count() < 3) {
                String line = client.line();
                if (!line.isEmpty() && !line.equals(":")) {
                    lines.add(line);
                }
            }
            assertThat(lines).contains("id: 1", "id: 2", "id: 3", "event: process.running");
            assertThat(Json.eventRecord(lines.getLast().substring(6).getBytes(UTF_8)).id())
                    .isEqualTo(3);
        }
        TestServer.until(() -> server.operations.listeners.isEmpty());
    }

    @Test
    void eventStreamIsChunkedForOthers() throws Exception {
        try (TestClient client = server.client()) {
            client.get("/api/v1/events");
            assertThat(client.head().header("transfer-encoding")).isEqualTo("chunked");
            assertThat(client.chunk()).asString(UTF_8).isEqualTo("retry: 2000\n\n");
        }
    }

    @Test
    void quietStreamHasAHeartbeat() throws Exception {
        try (TestClient client = listener()) {
            assertThat(client.line()).isEmpty();
            assertThat(client.line()).isEqualTo(":");
            assertThat(client.line()).isEmpty();
            assertThat(client.line()).isEqualTo(":");
        }
    }

    @Test
    void slowListenerLosesEventsAndIsTold() throws Exception {
        try (TestClient client = listener()) {
            int sent = 40_000;
            server.operations.publishMany(sent);
            int received = 0;
            int dropped = 0;
            while (received + dropped < sent) {
                EventRecord event = event(client);
                if (event.type().equals("dropped")) {
                    assertThat(event.message()).contains("were dropped");
                    dropped += Integer.parseInt(event.message().split(" ", 2)[0]);
                } else {
                    received++;
                }
            }
            assertThat(received + dropped).isEqualTo(sent);
            assertThat(dropped).isPositive();
            server.operations.publishMany(1);
            assertThat(event(client).id()).isEqualTo(sent + 1);
        }
    }

    @Test
    void streamsAreBounded() throws Exception {
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ControlLimits.STREAMS_MAX; i++) {
                TestClient client = server.client();
                clients.add(client);
                assertThat(client.get("/api/v1/events").head().status()).isEqualTo(200);
            }
            assertThat(server.get("/api/v1/events").status()).isEqualTo(503);
            assertThat(server.get("/api/v1/version").status()).isEqualTo(200);
        } finally {
            for (TestClient client : clients) {
                client.close();
            }
        }
        TestServer.until(() -> server.operations.listeners.isEmpty());
        try (TestClient client = server.client()) {
            assertThat(client.get("/api/v1/events").head().status()).isEqualTo(200);
        }
    }

    private MemoryLog log(String text) {
        MemoryLog log = new MemoryLog(text);
        server.operations.logs.put("web/STDOUT", log);
        return log;
    }

    @Test
    void endOfALogIsShown() throws Exception {
        MemoryLog log = log("1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n");
        Response response = server.get("/api/v1/logs/web/stdout");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("text/plain; charset=utf-8");
        assertThat(response.text()).isEqualTo("3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n");
        assertThat(server.get("/api/v1/logs/web/stdout?lines=2").text()).isEqualTo("11\n12\n");
        assertThat(server.get("/api/v1/logs/web/stdout?bytes=4").text()).isEqualTo("\n12\n");
        assertThat(server.get("/api/v1/logs/web/stdout?bytes=0").text()).isEmpty();
        assertThat(log.readers)
                .allSatisfy(thread -> assertThat(thread.getName()).isEqualTo("log-reader"));
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void badLogRequestsAreRefused() throws Exception {
        log("x").isUnreadable = true;
        assertThat(server.get("/api/v1/logs/nope/stdout").status()).isEqualTo(404);
        assertThat(server.get("/api/v1/logs/web/stderr").status()).isEqualTo(404);
        assertThat(server.get("/api/v1/logs/web/stdin").status()).isEqualTo(404);
        for (String query :
                List.of(
                        "lines=-1",
                        "lines=x",
                        "lines=",
                        "lines=1000001",
                        "bytes=99999999999999999999",
                        "lines=1&bytes=1",
                        "follow=maybe")) {
            assertThat(server.get("/api/v1/logs/web/stdout?" + query).status())
                    .as(query)
                    .isEqualTo(400);
        }
        Response response = server.get("/api/v1/logs/web/stdout");
        assertThat(response.status()).isEqualTo(500);
        assertThat(Json.errorBody(response.body()).message())
                .isEqualTo("cannot read /var/log/x: permission denied (EACCES)");
    }

    @Test
    void logIsFollowed() throws Exception {
        MemoryLog log = log("old\n");
        try (TestClient client = server.client()) {
            client.get("/api/v1/logs/web/stdout?lines=1&follow=true");
            assertThat(client.head().status()).isEqualTo(200);
            assertThat(client.chunk()).asString(UTF_8).isEqualTo("old\n");
            for (int i = 0; i < 100; i++) {
                log.append("line " + i + "\n");
                assertThat(client.chunk()).asString(UTF_8).isEqualTo("line " + i + "\n");
            }
        }
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void largeLogComesWhole() throws Exception {
        String text = "0123456789abcdef\n".repeat(200_000);
        MemoryLog log = log(text);
        assertThat(server.get("/api/v1/logs/web/stdout?bytes=100000000").text()).isEqualTo(text);
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void endlessLogIsFollowedOnlyAsFastAsItIsRead() throws Exception {
        MemoryLog log = log("");
        log.isEndless = true;
        try (TestClient client = server.client()) {
            client.get("/api/v1/logs/web/stdout?follow=true").head();
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.chunk()).isNotEmpty();
            }
            assertThat(server.get("/api/v1/version").status()).isEqualTo(200);
        }
        TestServer.until(() -> log.open.get() == 0);
    }

    private Response range(String path, String... headers) throws Exception {
        List<String> lines =
                new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
        lines.addAll(List.of(headers));
        try (TestClient client = server.client()) {
            return client.request(lines.toArray(new String[0])).response();
        }
    }

    private static final String LOG = "/api/v1/logs/web/stdout";

    @Test
    void rangeOfAFileIsPartialContent() throws Exception {
        MemoryLog log = log("0123456789");
        Response response = range(LOG, "Range: bytes=2-4");
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.text()).isEqualTo("234");
        assertThat(response.header("content-range")).isEqualTo("bytes 2-4/10");
        assertThat(response.header("content-length")).isEqualTo("3");
        assertThat(response.header("accept-ranges")).isEqualTo("bytes");
        assertThat(range(LOG, "Range: bytes=7-").text()).isEqualTo("789");
        assertThat(range(LOG, "Range: bytes=-3").header("content-range")).isEqualTo("bytes 7-9/10");
        assertThat(range(LOG, "Range: bytes=-99").text()).isEqualTo("0123456789");
        assertThat(range(LOG, "Range: Bytes=9-99999999999999999999").header("content-range"))
                .isEqualTo("bytes 9-9/10");
        assertThat(range(LOG).header("accept-ranges")).isEqualTo("bytes");
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void rangeThatIsNotThereCannotBeSatisfied() throws Exception {
        MemoryLog log = log("0123456789");
        for (String range : List.of("10-", "10-11", "-0", "99999999999999999999-")) {
            Response response = range(LOG, "Range: bytes=" + range);
            assertThat(response.status()).as(range).isEqualTo(416);
            assertThat(response.header("content-range")).isEqualTo("bytes */10");
            assertThat(Json.errorBody(response.body()).error()).isEqualTo("range_not_satisfiable");
        }
        log("");
        assertThat(range(LOG, "Range: bytes=-5").header("content-range")).isEqualTo("bytes */0");
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void rangesThatAreNotUnderstoodCountAsNone() throws Exception {
        log("0123456789");
        for (String range :
                List.of(
                        "bytes=0-1,3-4",
                        "bytes=4-2",
                        "bytes=",
                        "bytes=-",
                        "bytes=x-1",
                        "bytes=1-x",
                        "bytes=--1",
                        "bytes=1",
                        "lines=0-1",
                        "bytes=" + "0".repeat(1000) + "-1")) {
            Response response = range(LOG, "Range: " + range);
            assertThat(response.status()).as(range).isEqualTo(200);
            assertThat(response.text()).isEqualTo("0123456789");
        }
        assertThat(range(LOG, "Range: bytes=0-1", "Range: bytes=2-3").status()).isEqualTo(200);
    }

    @Test
    void rangeExcludesParameters() throws Exception {
        log("0123456789");
        for (String query : List.of("follow=true", "lines=1", "bytes=1")) {
            Response response = range(LOG + "?" + query, "Range: bytes=0-1");
            assertThat(response.status()).as(query).isEqualTo(400);
            assertThat(response.text()).contains("exclude each other");
        }
        assertThat(range(LOG + "?follow=false", "Range: bytes=0-1").status()).isEqualTo(206);
    }

    @Test
    void largeRangeComesWholeAndTheConnectionStays() throws Exception {
        String text = "0123456789abcdef\n".repeat(200_000);
        MemoryLog log = log(text);
        try (TestClient client = server.client()) {
            client.request("GET " + LOG + " HTTP/1.1", "Host: localhost", "Range: bytes=1-");
            assertThat(client.response().text()).isEqualTo(text.substring(1));
            assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
        }
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void rangeOfAFileThatIsCutMeanwhileBreaksOff() throws Exception {
        MemoryLog log = log("0123456789");
        log.lostBytes = 4;
        try (TestClient client = server.client()) {
            client.request("GET " + LOG + " HTTP/1.1", "Host: localhost", "Range: bytes=0-9");
            assertThat(client.head().header("content-length")).isEqualTo("10");
            assertThat(client.toEnd()).asString(UTF_8).isEqualTo("012345");
        }
        TestServer.until(() -> log.open.get() == 0);
    }

    @Test
    void manyLogsAreFollowedAtOnce() throws Exception {
        MemoryLog log = log("");
        List<TestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 64; i++) {
                TestClient client = server.client();
                clients.add(client);
                client.get(LOG + "?follow=true");
                assertThat(client.head().status()).isEqualTo(200);
            }
            log.append("for all\n");
            for (TestClient client : clients) {
                assertThat(client.chunk()).asString(UTF_8).isEqualTo("for all\n");
            }
        } finally {
            for (TestClient client : clients) {
                client.close();
            }
        }
        TestServer.until(() -> log.open.get() == 0);
    }
}
