package taskmaster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

class JsonTest {

    static final ProcessView FULL =
            new ProcessView(
                    "web:web_00",
                    "web",
                    0,
                    "RUNNING",
                    12,
                    5.25,
                    3,
                    137,
                    "SIGKILL",
                    true,
                    false,
                    "quote \" backslash \\ tab \t nul \0 escape \u001b é € 😀 del" + " \u007f",
                    0.5,
                    2,
                    "2026-01-01T00:00:00Z",
                    "2026-01-01T00:00:01Z",
                    "/a",
                    "/b",
                    new ProcessOutput(
                            new StreamOutput(Long.MAX_VALUE, 2, 3, 4, 5),
                            new StreamOutput(0, 0, 0, 0, 0)),
                    true,
                    false,
                    "pid 12, uptime 0:00:05");
    static final ProcessView EMPTY =
            new ProcessView(
                    "web",
                    "web",
                    0,
                    "STOPPED",
                    null,
                    null,
                    0,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    ProcessOutput.NOTHING,
                    false,
                    true,
                    "Not started");

    interface Read {
        Message read(byte[] document) throws MalformedDocument;
    }

    private static void comesBack(Message message, Read read) throws Exception {
        byte[] document = Json.encode(message);
        assertThat(read.read(document)).isEqualTo(message);
        assertThat(new String(document, UTF_8)).doesNotContain("\n");
        assertThat(JsonParser.parseString(new String(document, UTF_8)).isJsonObject()).isTrue();
    }

    @Test
    void everyMessageComesBack() throws Exception {
        comesBack(new ProcessList(List.of(FULL, EMPTY)), Json::processList);
        comesBack(new ProcessList(List.of()), Json::processList);
        comesBack(FULL, Json::processView);
        OperationResult result =
                new OperationResult("web", true, Outcome.STARTED, "web: started", "RUNNING", 3);
        comesBack(result, Json::operationResult);
        comesBack(
                new OperationResults(
                        List.of(
                                result,
                                new OperationResult(
                                        "x", false, Outcome.NO_SUCH_PROCESS, "m", null, null))),
                Json::operationResults);
        comesBack(
                new ReloadReport(
                        true,
                        false,
                        List.of(new PlanLine("web", "respawn", List.of("cmd", "env.A"))),
                        List.of(
                                new DiagnosticView(
                                        "error", "f", 3, 5, "m", "  x", 1, List.of("h"), "text"),
                                new DiagnosticView(
                                        "warning", "f", 1, 1, "m", null, 1, List.of(), "t")),
                        List.of("note")),
                Json::reloadReport);
        comesBack(new ErrorBody("bad_request", "cannot", null), Json::errorBody);
        comesBack(new ErrorBody("bad_request", "cannot", "hint"), Json::errorBody);
        comesBack(
                new VersionInfo("1", 1, 1L << 40, "/c", "/s", null, "now", "25"),
                Json::versionInfo);
        comesBack(
                new EventRecord(
                        Long.MAX_VALUE, "t", "process.exited", "w", "m", "EXITED", 1, null, null),
                Json::eventRecord);
        comesBack(
                new EventRecord(
                        1,
                        "t",
                        "output.blocked",
                        "w",
                        "m",
                        null,
                        null,
                        "stderr",
                        new ProcessOutput(null, new StreamOutput(1, 2, 3, 4, 5))),
                Json::eventRecord);
        comesBack(new NamesRequest(List.of("a", "b:*")), Json::namesRequest);
        comesBack(new SignalRequest(List.of("a"), "USR1"), Json::signalRequest);
        comesBack(new ReloadRequest(true), Json::reloadRequest);
        comesBack(
                new LogLevels(
                        List.of(new LogLevels.ComponentView("main", "debug", "info", "text"))),
                Json::logLevels);
        comesBack(new LogLevelRequest(null, "reset"), Json::logLevelRequest);
        comesBack(new LogLevelRequest("main", "warn"), Json::logLevelRequest);
        comesBack(
                new DaemonFile(Long.MIN_VALUE, "/c", "/s", null, null, "1", "t"), Json::daemonFile);
    }

    @Test
    void whatDoesNotApplyIsWrittenAsNull() {
        assertThat(new String(Json.encode(new ProcessList(List.of(EMPTY))), UTF_8))
                .isEqualTo(
                        """
                        {"processes":[{"name":"web","program":"web","index":0,"state":"STOPPED",\
                        "pid":null,"uptime_seconds":null,"restarts":0,"exit_code":null,\
                        "exit_signal":null,"core_dumped":null,"expected":null,"reason":null,\
                        "next_attempt_seconds":null,"attempt":null,"started_at":null,\
                        "stopped_at":null,"stdout_log":null,"stderr_log":null,\
                        "output":{"stdout":null,"stderr":null},"autostart":false,\
                        "stopped_by_operator":true,"description":"Not started"}]}\
                        """);
    }

    @Test
    void secondsAreWrittenToTheMillisecond() {
        assertThat(seconds(5.25)).isEqualTo("5.25");
        assertThat(seconds(5.0)).isEqualTo("5");
        assertThat(seconds(0.001)).isEqualTo("0.001");
        assertThat(seconds(1.0004)).isEqualTo("1");
        assertThat(seconds(12.34567)).isEqualTo("12.346");
        assertThat(seconds(-0.5)).isEqualTo("-0.5");
        assertThat(seconds(1e14)).isEqualTo("100000000000000");
        assertThat(seconds(Double.NaN)).isEqualTo("null");
        assertThat(seconds(Double.POSITIVE_INFINITY)).isEqualTo("null");
    }

    private static String seconds(double seconds) {
        return new String(new JsonOutput(1).seconds(seconds).bytes(), UTF_8);
    }

    @Test
    void controlCharactersAreEscaped() {
        byte[] document = Json.encode(FULL);
        for (byte b : document) {
            assertThat(b & 0xff).isGreaterThanOrEqualTo(0x20).isNotEqualTo(0x7f);
        }
        assertThat(new String(document, UTF_8)).contains("\\u001b", "\\t", "\\u0000", "\\u007f");
    }

    @Test
    void halfASurrogatePairIsReplaced() {
        assertThat(new String(Json.encode(new ErrorBody("a\ud800", "\udc00b", "\ud800")), UTF_8))
                .isEqualTo("{\"error\":\"a\ufffd\",\"message\":\"\ufffdb\",\"hint\":\"\ufffd\"}");
    }

    @Test
    void unknownFieldsAreIgnored() throws Exception {
        String text = "{\"new\":{\"a\":[1,{\"b\":null}]},\"dry_run\":true,\"x\":1e3}";
        assertThat(Json.reloadRequest(text.getBytes(UTF_8))).isEqualTo(new ReloadRequest(true));
    }

    @Test
    void malformedDocumentsAreRefused() {
        refused("", "not valid JSON");
        refused("[]", "not a JSON object");
        refused("null", "not a JSON object");
        refused("{\"names\":[\"a\"]", "not valid JSON");
        refused("{\"names\":[\"a\"]} {}", "");
        refused("{\"names\":[\"a\",]}", "");
        refused("{names:[\"a\"]}", "not valid JSON");
        refused("{'names':[\"a\"]}", "not valid JSON");
        refused("{\"names\":[NaN]}", "not valid JSON");
        refused("{\"names\":[1]}", "`names` is not a list of strings");
        refused("{\"names\":[null]}", "`names` is not a list of strings");
        refused("{\"names\":\"a\"}", "`names` is not a list");
        refused("{\"names\":null}", "`names` is missing");
        refused("{}", "`names` is missing");
        refused("{\"names\":[],\"x\":" + "1".repeat(100) + "}", "a number of 100 characters");
        refused("{\"names\":[],\"x\":1e999}", "a number that is too large");
        refused("{\"names\":[\"\u0001\"]}", "not valid JSON");
        assertThatThrownBy(
                        () -> Json.namesRequest(new byte[] {'{', '"', (byte) 0xff, '"', ':', '}'}))
                .isInstanceOf(MalformedDocument.class)
                .hasMessage("not UTF-8");
        assertThatThrownBy(
                        () -> Json.versionInfo("{\"version\":\"1\",\"pid\":1.5}".getBytes(UTF_8)))
                .isInstanceOf(MalformedDocument.class)
                .hasMessage("`pid` is not an integer");
        assertThatThrownBy(() -> Json.processView("{\"name\":\"a\"}".getBytes(UTF_8)))
                .isInstanceOf(MalformedDocument.class)
                .hasMessage("`program` is missing");
    }

    @Test
    void depthIsBounded() {
        refused("[".repeat(1_000_000), "");
        refused("{\"a\":".repeat(100_000), "");
        refused("{\"a\":".repeat(17) + "1" + "}".repeat(17), "");
    }

    @Test
    void sizeIsBounded() {
        assertThatThrownBy(() -> JsonInput.object(new byte[11], 10))
                .isInstanceOf(MalformedDocument.class)
                .hasMessage("the document has 11 bytes, at most 10");
    }

    private static void refused(String document, String message) {
        assertThatThrownBy(() -> Json.namesRequest(document.getBytes(UTF_8)))
                .isInstanceOf(MalformedDocument.class)
                .hasMessageContaining(message);
    }

    @Test
    void damagedDocumentsNeverCauseAnythingElse() {
        Random random = new Random(7);
        byte[] whole = Json.encode(new ProcessList(List.of(FULL, EMPTY)));
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            byte[] document = java.util.Arrays.copyOf(damaged, random.nextInt(whole.length + 1));
            try {
                Json.processList(random.nextBoolean() ? damaged : document);
            } catch (MalformedDocument e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(10_000);
    }
}
