package taskmaster.daemon.control;

import static taskmaster.daemon.control.Route.Access.CHANGE;
import static taskmaster.daemon.control.Route.Access.READ;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// All that the server answers to. `docs/reference/openapi.yaml` is checked against this table.
final class Routes {

    static final String PREFIX = "/api/v1/";

    static final List<Route> ALL =
            List.of(
                    get("processes", List.of("name"), Endpoints::processes),
                    get("processes/{name}", List.of(), Endpoints::process),
                    get(
                            "logs/{name}/{stream}",
                            List.of("lines", "bytes", "follow"),
                            Endpoints::log),
                    get("log-levels", List.of(), Endpoints::logLevels),
                    get("version", List.of(), Endpoints::version),
                    get("events", List.of(), Endpoints::events),
                    post("start", Endpoints::start),
                    post("stop", Endpoints::stop),
                    post("restart", Endpoints::restart),
                    post("clear", Endpoints::clear),
                    post("signal", Endpoints::signal),
                    post("log-levels", Endpoints::changeLogLevels),
                    post("reload", Endpoints::reload),
                    get("alerts", List.of(), Endpoints::alerts),
                    post("alerts/test", Endpoints::testAlerts),
                    post("shutdown", Endpoints::shutdown));

    private static final List<List<String>> TEMPLATES =
            ALL.stream().map(route -> segments(route.path())).toList();

    private Routes() {}

    private static Route get(String path, List<String> parameters, Route.Handler handler) {
        return new Route("GET", PREFIX + path, READ, parameters, handler);
    }

    private static Route post(String path, Route.Handler handler) {
        return new Route("POST", PREFIX + path, CHANGE, List.of(), handler);
    }

    /// A route and the parts of the path that it names.
    record Match(Route route, Map<String, String> pathValues) {}

    /// What answers to `verb` on `path`.
    ///
    /// @throws RequestRefused 404 if nothing has this path, 405 if only other verbs do
    static Match match(String verb, String path) {
        List<String> parts = segments(path);
        List<String> allowed = new ArrayList<>();
        for (int i = 0; i < ALL.size(); i++) {
            Map<String, String> values = values(TEMPLATES.get(i), parts);
            if (values == null) {
                continue;
            }
            Route route = ALL.get(i);
            if (route.verb().equals(verb)) {
                return new Match(route, values);
            }
            allowed.add(route.verb());
        }
        if (allowed.isEmpty()) {
            throw new RequestRefused(
                    404, "not_found", "nothing is at " + path, "the API is below " + PREFIX);
        }
        throw RequestRefused.methodNotAllowed(verb, path, String.join(", ", allowed));
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private static @Nullable Map<String, String> values(List<String> template, List<String> path) {
        if (template.size() != path.size()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < path.size(); i++) {
            String wanted = template.get(i);
            String part = path.get(i);
            if (wanted.startsWith("{")) {
                if (part.isEmpty()) {
                    return null;
                }
                values.put(wanted.substring(1, wanted.length() - 1), part);
            } else if (!wanted.equals(part)) {
                return null;
            }
        }
        return values;
    }
}
