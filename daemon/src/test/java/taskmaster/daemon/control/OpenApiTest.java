package taskmaster.daemon.control;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import taskmaster.api.AlertDestinationView;
import taskmaster.api.AlertList;
import taskmaster.api.AlertTestRequest;
import taskmaster.api.DiagnosticView;
import taskmaster.api.ErrorBody;
import taskmaster.api.EventRecord;
import taskmaster.api.Json;
import taskmaster.api.LogLevelRequest;
import taskmaster.api.LogLevels;
import taskmaster.api.Message;
import taskmaster.api.NamesRequest;
import taskmaster.api.OperationResult;
import taskmaster.api.OperationResults;
import taskmaster.api.PlanLine;
import taskmaster.api.ProcessList;
import taskmaster.api.ProcessOutput;
import taskmaster.api.ProcessView;
import taskmaster.api.ReloadReport;
import taskmaster.api.ReloadRequest;
import taskmaster.api.SignalRequest;
import taskmaster.api.StreamOutput;
import taskmaster.api.VersionInfo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Holds docs/reference/openapi.yaml to what the server does.
class OpenApiTest {

    private static Map<?, ?> document;

    @BeforeAll
    static void load() throws Exception {
        // Tests run in the module's directory.
        String text = Files.readString(Path.of("../docs/reference/openapi.yaml"));
        document = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Map<?, ?> map(Map<?, ?> from, String... path) {
        Map<?, ?> at = from;
        for (String name : path) {
            if (!(at.get(name) instanceof Map<?, ?> next)) {
                throw new AssertionError("there is no " + String.join("/", path));
            }
            at = next;
        }
        return at;
    }

    private static Map<?, ?> resolved(Object object) {
        Map<?, ?> map = (Map<?, ?>) object;
        return map.get("$ref") instanceof String reference
                ? map(document, reference.substring(2).split("/", -1))
                : map;
    }

    @Test
    void describesExactlyTheRoutes() {
        Set<String> documented = new TreeSet<>();
        map(document, "paths")
                .forEach(
                        (path, verbs) ->
                                ((Map<?, ?>) verbs)
                                        .keySet()
                                        .forEach(verb -> documented.add(verb + " " + path)));
        Set<String> served = new TreeSet<>();
        for (Route route : Routes.ALL) {
            served.add(route.verb().toLowerCase(Locale.ROOT) + " " + route.path());
        }
        assertThat(documented).isNotEmpty().isEqualTo(served);
    }

    @Test
    void describesExactlyTheParameters() {
        for (Route route : Routes.ALL) {
            Map<?, ?> operation =
                    map(document, "paths", route.path(), route.verb().toLowerCase(Locale.ROOT));
            List<String> inQuery = new ArrayList<>();
            List<String> inPath = new ArrayList<>();
            if (operation.get("parameters") instanceof List<?> parameters) {
                for (Object parameter : parameters) {
                    Map<?, ?> resolved = resolved(parameter);
                    String name = String.valueOf(resolved.get("name"));
                    if (!"header".equals(resolved.get("in"))) {
                        ("path".equals(resolved.get("in")) ? inPath : inQuery).add(name);
                    }
                }
            }
            assertThat(inQuery).as(route.path()).isEqualTo(route.parameters());
            assertThat(route.path().split("\\{", -1)).as(route.path()).hasSize(inPath.size() + 1);
            inPath.forEach(name -> assertThat(route.path()).contains("{" + name + "}"));
            assertThat(operation.containsKey("requestBody"))
                    .as(route.path() + " has a body")
                    .isEqualTo(
                            route.access() == Route.Access.CHANGE
                                    && !route.path().endsWith("shutdown"));
        }
    }

    @Test
    void describesExactlyTheFields() {
        StreamOutput stream = new StreamOutput(0, 0, 0, 0, 0);
        ProcessView process =
                new ProcessView(
                        "",
                        "",
                        0,
                        "",
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
                        new ProcessOutput(stream, null),
                        true,
                        true,
                        "");
        OperationResult result = new OperationResult("", true, "", "", null, null);
        ReloadReport report =
                new ReloadReport(
                        true,
                        true,
                        List.of(new PlanLine("", "", List.of())),
                        List.of(new DiagnosticView("", "", 1, 1, "", null, 1, List.of(), "")),
                        List.of());
        Map<String, Message> schemas = new LinkedHashMap<>();
        schemas.put("Process", process);
        schemas.put("ProcessList", new ProcessList(List.of()));
        schemas.put("Result", result);
        schemas.put("Results", new OperationResults(List.of()));
        schemas.put("ReloadReport", report);
        schemas.put("Error", new ErrorBody("", "", null));
        schemas.put("Version", new VersionInfo("", 1, 1, "", null, null, "", null));
        schemas.put("Event", new EventRecord(1, "", "", null, "", null, null, null, null));
        schemas.put("NamesRequest", new NamesRequest(List.of()));
        schemas.put("SignalRequest", new SignalRequest(List.of(), ""));
        schemas.put("ReloadRequest", new ReloadRequest(true));
        LogLevels levels = new LogLevels(List.of(new LogLevels.ComponentView("", "", "", "")));
        schemas.put("LogLevels", levels);
        schemas.put("LogLevelRequest", new LogLevelRequest(null, ""));
        AlertList alerts = alerts();
        schemas.put("AlertList", alerts);
        schemas.put("AlertTestRequest", new AlertTestRequest(null));
        schemas.forEach((name, message) -> hasFields(name, json(message)));
        JsonObject parts = json(report);
        hasFields("PlanLine", parts.getAsJsonArray("plan").get(0).getAsJsonObject());
        hasFields("Diagnostic", parts.getAsJsonArray("errors").get(0).getAsJsonObject());
        hasFields(
                "LogComponent", json(levels).getAsJsonArray("components").get(0).getAsJsonObject());
        JsonObject output = json(process).getAsJsonObject("output");
        hasFields("Output", output);
        hasFields("StreamOutput", output.getAsJsonObject("stdout"));
        JsonObject destination = first(json(alerts), "destinations");
        hasFields("AlertDestination", destination);
        hasFields("AlertSuppressed", first(destination, "suppressed"));
        hasFields("AlertResult", first(destination, "results"));
        assertThat(map(document, "components", "schemas")).hasSize(schemas.size() + 8);
    }

    private static AlertList alerts() {
        return new AlertList(
                List.of(
                        new AlertDestinationView(
                                "",
                                "",
                                0,
                                null,
                                0,
                                false,
                                0,
                                null,
                                null,
                                0,
                                0,
                                0,
                                List.of(new AlertDestinationView.Suppressed("", null, 1, 0.0)),
                                List.of(new AlertDestinationView.Result("", "", "", true, "")))),
                null);
    }

    private static JsonObject first(JsonObject object, String name) {
        return object.getAsJsonArray(name).get(0).getAsJsonObject();
    }

    private static JsonObject json(Message message) {
        return JsonParser.parseString(new String(Json.encode(message), UTF_8)).getAsJsonObject();
    }

    private static void hasFields(String schema, JsonObject object) {
        Map<?, ?> described = map(document, "components", "schemas", schema);
        List<String> names =
                map(described, "properties").keySet().stream().map(String::valueOf).toList();
        assertThat(names).as(schema).isEqualTo(List.copyOf(object.keySet()));
        if (described.get("required") instanceof List<?> required) {
            for (Object name : required) {
                assertThat(object.get(String.valueOf(name)).isJsonNull())
                        .as(schema + "." + name + " is required, so it is never null")
                        .isFalse();
            }
        }
    }

    @Test
    void statesTheBounds() {
        String text = String.valueOf(map(document, "info").get("description"));
        assertThat(text)
                .contains("line " + ControlLimits.LINE_BYTES_MAX / 1024 + " KiB")
                .contains("headers " + ControlLimits.HEADER_BYTES_MAX / 1024 + " KiB")
                .contains("body " + (ControlLimits.BODY_BYTES_MAX >> 20) + " MiB")
                .contains((ControlLimits.BODIES_BYTES_MAX >> 20) + " MiB (503)")
                .contains(ControlLimits.SOCKET_CONNECTIONS_MAX + " connections each")
                .contains(ControlLimits.STREAMS_MAX + " open streams")
                .contains(ControlLimits.PIPELINED_REQUESTS_MAX + " pipelined")
                .contains("within " + ControlLimits.TIMEOUTS.requestMillis() / 1000 + " s (408)")
                .contains("after " + ControlLimits.TIMEOUTS.idleMillis() / 1000 + " s")
                .contains("for " + ControlLimits.TIMEOUTS.stallMillis() / 1000 + " s");
        assertThat(ControlLimits.SOCKET_CONNECTIONS_MAX)
                .isEqualTo(ControlLimits.PORT_CONNECTIONS_MAX);
    }
}
