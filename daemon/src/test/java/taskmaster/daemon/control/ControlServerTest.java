package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import taskmaster.api.ErrorBody;
import taskmaster.api.Json;
import taskmaster.api.OperationResult;
import taskmaster.api.VersionInfo;
import taskmaster.daemon.control.TestClient.Response;

import java.io.IOException;
import java.util.List;

class ControlServerTest {

    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.onSocket();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void forget() {
        server.operations.calls.clear();
    }

    private static ErrorBody error(Response response) throws Exception {
        assertThat(response.header("content-type")).isEqualTo("application/json");
        return Json.errorBody(response.body());
    }

    @Test
    void listsAllProcesses() throws Exception {
        Response response = server.get("/api/v1/processes");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json");
        assertThat(response.header("cache-control")).isEqualTo("no-store");
        assertThat(response.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(Json.processList(response.body()).processes())
                .extracting(p -> p.name())
                .containsExactly("many:many_00", "many:many_01", "web");
    }

    @Test
    void listsNamedProcesses() throws Exception {
        Response response = server.get("/api/v1/processes?name=web&name=many%3Amany_01");
        assertThat(Json.processList(response.body()).processes())
                .extracting(p -> p.name())
                .containsExactly("web", "many:many_01");
        response = server.get("/api/v1/processes?name=nope");
        assertThat(response.status()).isEqualTo(404);
        assertThat(error(response))
                .isEqualTo(
                        new ErrorBody(
                                "no_such_process",
                                "cannot find process `nope`: no such process",
                                "`taskmasterctl status` lists the names"));
    }

    @Test
    void showsOneProcess() throws Exception {
        assertThat(Json.processView(server.get("/api/v1/processes/web").body()).name())
                .isEqualTo("web");
        assertThat(Json.processView(server.get("/api/v1/processes/many:many_00").body()).name())
                .isEqualTo("many:many_00");
        assertThat(server.get("/api/v1/processes/nope").status()).isEqualTo(404);
        assertThat(error(server.get("/api/v1/processes/many")).error())
                .isEqualTo("several_processes");
    }

    @Test
    void operatesByName() throws Exception {
        for (String verb : List.of("start", "stop", "restart", "clear")) {
            Response response =
                    server.post("/api/v1/" + verb, "{\"names\":[\"web\",\"nope\"],\"later\":1}");
            assertThat(response.status()).isEqualTo(200);
            assertThat(Json.operationResults(response.body()).results())
                    .extracting(OperationResult::ok)
                    .containsExactly(true, false);
        }
        String user = System.getProperty("user.name");
        assertThat(server.operations.calls)
                .containsExactly(
                        "START [web, nope] by " + user,
                        "STOP [web, nope] by " + user,
                        "RESTART [web, nope] by " + user,
                        "CLEAR [web, nope] by " + user);
    }

    @Test
    void sendsSignals() throws Exception {
        for (String signal : List.of("USR1", "SIGUSR1", "usr1", "10")) {
            Response response =
                    server.post(
                            "/api/v1/signal",
                            "{\"names\":[\"web\"],\"signal\":\"" + signal + "\"}");
            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(server.operations.calls)
                .hasSize(4)
                .allSatisfy(call -> assertThat(call).startsWith("SIGNAL 10 [web]"));
        Response response =
                server.post("/api/v1/signal", "{\"names\":[\"web\"],\"signal\":\"NOPE\"}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(error(response).error()).isEqualTo("bad_signal");
    }

    @Test
    void reloads() throws Exception {
        Response response = server.post("/api/v1/reload", "{\"dry_run\":true}");
        assertThat(Json.reloadReport(response.body()).dryRun()).isTrue();
        response = server.post("/api/v1/reload", "");
        assertThat(Json.reloadReport(response.body()).changed()).isTrue();
        assertThat(server.operations.calls).containsExactly("RELOAD true", "RELOAD false");
    }

    @Test
    void shutsDown() throws Exception {
        Response response = server.post("/api/v1/shutdown", "");
        assertThat(Json.operationResults(response.body()).results()).hasSize(3);
    }

    @Test
    void tellsItsVersion() throws Exception {
        VersionInfo version = Json.versionInfo(server.get("/api/v1/version").body());
        assertThat(version.version()).isEqualTo("0.1.0");
        assertThat(version.api()).isEqualTo(1);
        assertThat(version.pid()).isEqualTo(99);
        assertThat(version.port()).isNull();
        assertThat(version.startedAt()).isEqualTo("1970-01-01T00:00:00Z");
    }

    @Test
    void unknownPathIsNotFound() throws Exception {
        for (String path :
                List.of(
                        "/",
                        "/api/v1",
                        "/api/v1/",
                        "/api/v1/nope",
                        "/api/v1/processes/",
                        "/api/v1/processes/a/b",
                        "/api/v1/processes/%2e%2e/version/x",
                        "//api/v1/version",
                        "/API/V1/VERSION",
                        "/api/v2/version")) {
            Response response = server.get(path);
            assertThat(response.status()).as(path).isEqualTo(404);
            assertThat(error(response).error()).isEqualTo("not_found");
        }
    }

    @Test
    void wrongVerbIsToldTheRightOne() throws Exception {
        Response response = server.get("/api/v1/stop");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo("POST");
        assertThat(error(response).error()).isEqualTo("method_not_allowed");
        response = server.post("/api/v1/processes", "{}");
        assertThat(response.status()).isEqualTo(405);
        assertThat(response.header("allow")).isEqualTo("GET");
        try (TestClient client = server.client()) {
            client.send("OPTIONS /api/v1/start HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(405);
        }
        assertThat(server.operations.calls).isEmpty();
    }

    @Test
    void unknownParameterIsRefused() throws Exception {
        assertThat(error(server.get("/api/v1/version?x=1")).error()).isEqualTo("unknown_parameter");
        assertThat(error(server.get("/api/v1/processes?names=web")).hint())
                .isEqualTo("known: name");
        assertThat(server.get("/api/v1/processes?name=%zz").status()).isEqualTo(400);
        assertThat(server.get("/api/v1/logs/web/stdout?lines=1&lines=2").status()).isEqualTo(400);
    }

    @Test
    void bodyThatIsNoJsonIsRefused() throws Exception {
        for (String body :
                List.of(
                        "",
                        "x",
                        "[]",
                        "{}",
                        "{\"names\":[]}",
                        "{\"names\":[1]}",
                        "{\"names\":\"web\"}",
                        "{\"names\":[\"web\"]} x",
                        "[".repeat(10_000))) {
            Response response = server.post("/api/v1/stop", body);
            assertThat(response.status()).as(body).isEqualTo(400);
            assertThat(error(response).error()).isEqualTo("bad_request");
        }
        assertThat(server.operations.calls).isEmpty();
    }

    @Test
    void postWantsJson() throws Exception {
        for (String type :
                List.of(
                        "",
                        "Content-Type: text/plain\r\n",
                        "Content-Type: application/x-www-form-urlencoded\r\n",
                        "Content-Type: application/jsonx\r\n")) {
            try (TestClient client = server.client()) {
                client.send("POST /api/v1/shutdown HTTP/1.1\r\nHost: x\r\n" + type + "\r\n");
                assertThat(client.response().status()).as(type).isEqualTo(415);
                assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
            }
        }
        try (TestClient client = server.client()) {
            client.request(
                            "POST /api/v1/stop HTTP/1.1",
                            "Host: x",
                            "Content-Length: 17",
                            "Content-Type: Application/JSON; charset=utf-8")
                    .send("{\"names\":[\"web\"]}");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void overloadIsTold() throws Exception {
        server.operations.isOverloaded = true;
        try {
            for (Response response :
                    List.of(
                            server.get("/api/v1/processes"),
                            server.get("/api/v1/logs/web/stdout"),
                            server.post("/api/v1/reload", "{}"),
                            server.post("/api/v1/stop", "{\"names\":[\"web\"]}"))) {
                assertThat(response.status()).isEqualTo(503);
                assertThat(error(response).error()).isEqualTo("overloaded");
            }
        } finally {
            server.operations.isOverloaded = false;
        }
    }

    @Test
    void faultOfTheDaemonIsToldWithoutItsInsides() throws Exception {
        server.operations.isBroken = true;
        try {
            Response response = server.get("/api/v1/processes");
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.text()).doesNotContain("the fake is broken");
        } finally {
            server.operations.isBroken = false;
        }
    }

    @Test
    void connectionIsKept() throws Exception {
        try (TestClient client = server.client()) {
            for (int i = 0; i < 50; i++) {
                Response response = client.get("/api/v1/version").response();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("connection")).isEmpty();
                client.post("/api/v1/stop", "{\"names\":[\"web\"]}");
                assertThat(client.response().status()).isEqualTo(200);
                assertThat(client.get("/nope").response().status()).isEqualTo(404);
            }
        }
    }

    @Test
    void connectionIsClosedOnRequest() throws Exception {
        try (TestClient client = server.client()) {
            client.send("GET /api/v1/version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(client.response().header("connection")).isEqualTo("close");
            assertThat(client.toEnd()).isEmpty();
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        try (TestClient client = server.client()) {
            client.request(
                    "GET /api/v1/processes HTTP/1.1",
                    "Host: x",
                    "",
                    "GET /nope HTTP/1.1",
                    "Host: x",
                    "",
                    "GET /api/v1/version HTTP/1.1",
                    "Host: x");
            assertThat(client.response().text()).contains("processes");
            assertThat(client.response().status()).isEqualTo(404);
            assertThat(client.response().text()).contains("0.1.0");
        }
    }

    @Test
    void chunkedBodyIsTaken() throws Exception {
        try (TestClient client = server.client()) {
            client.request(
                    "POST /api/v1/stop HTTP/1.1",
                    "Host: x",
                    "Content-Type: application/json",
                    "Transfer-Encoding: chunked",
                    "",
                    "9",
                    "{\"names\":",
                    "8",
                    "[\"web\"]}",
                    "0");
            assertThat(client.response().status()).isEqualTo(200);
        }
    }

    @Test
    void continueIsSentWhenExpected() throws Exception {
        try (TestClient client = server.client()) {
            String head =
                    "POST /api/v1/stop HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
            client.send(head + "Content-Length: 17\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            client.send("{\"names\":[\"web\"]}");
            assertThat(client.response().status()).isEqualTo(200);
            client.send(head + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(413);
        }
        try (TestClient client = server.client()) {
            client.send("GET /api/v1/version HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(417);
        }
    }

    @Test
    void oldClientsAreServed() throws Exception {
        try (TestClient client = server.client()) {
            client.send("GET /api/v1/version HTTP/1.0\r\n\r\n");
            assertThat(client.response().text()).contains("0.1.0");
            assertThat(client.toEnd()).isEmpty();
        }
        try (TestClient client = server.client()) {
            client.send("GET /api/v1/version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.response().header("connection")).isEqualTo("keep-alive");
            assertThat(client.get("/api/v1/version").response().status()).isEqualTo(200);
        }
    }

    @Test
    void clientThatLeavesLosesItsAnswerOnly() throws Exception {
        server.operations.isHolding = true;
        try {
            try (TestClient client = server.client()) {
                client.post("/api/v1/stop", "{\"names\":[\"web\"]}").endOutput();
                TestServer.until(() -> !server.operations.held.isEmpty());
                assertThat(client.toEnd()).isEmpty();
            }
            server.operations.held.removeFirst().done();
            assertThat(server.get("/api/v1/version").status()).isEqualTo(200);
        } finally {
            server.operations.isHolding = false;
        }
    }
}
