package taskmaster.api;

import org.jspecify.annotations.Nullable;

import taskmaster.api.JsonInput.Fields;

/// The fields of each record, written and read.
final class JsonForm {

    private JsonForm() {}

    static void write(JsonOutput out, Message message) {
        switch (message) {
            case ProcessList list -> {
                out.beginObject().key("processes").beginArray();
                for (ProcessView process : list.processes()) {
                    write(out, process);
                }
                out.endArray().endObject();
            }
            case OperationResults results -> {
                out.beginObject().key("results").beginArray();
                for (OperationResult result : results.results()) {
                    write(out, result);
                }
                out.endArray().endObject();
            }
            case ProcessView process -> write(out, process);
            case OperationResult result -> write(out, result);
            case ReloadReport report -> write(out, report);
            case VersionInfo version -> write(out, version);
            case EventRecord event -> write(out, event);
            case DaemonFile daemon -> write(out, daemon);
            case AlertList list -> AlertForm.write(out, list);
            case AlertTestRequest request ->
                    out.beginObject().key("name").value(request.name()).endObject();
            case ErrorBody error -> {
                out.beginObject().key("error").value(error.error());
                out.key("message").value(error.message());
                out.key("hint").value(error.hint()).endObject();
            }
            case NamesRequest request ->
                    out.beginObject().key("names").strings(request.names()).endObject();
            case SignalRequest request -> {
                out.beginObject().key("names").strings(request.names());
                out.key("signal").value(request.signal()).endObject();
            }
            case ReloadRequest request ->
                    out.beginObject().key("dry_run").value(request.dryRun()).endObject();
            case LogLevels levels -> write(out, levels);
            case LogLevelRequest request -> {
                out.beginObject().key("component").value(request.component());
                out.key("level").value(request.level()).endObject();
            }
        }
    }

    private static void write(JsonOutput out, ProcessView process) {
        out.beginObject().key("name").value(process.name());
        out.key("program").value(process.program());
        out.key("index").value(process.index());
        out.key("state").value(process.state());
        out.key("pid").value(process.pid());
        out.key("uptime_seconds").seconds(process.uptimeSeconds());
        out.key("restarts").value(process.restarts());
        out.key("exit_code").value(process.exitCode());
        out.key("exit_signal").value(process.exitSignal());
        out.key("core_dumped").value(process.coreDumped());
        out.key("expected").value(process.expected());
        out.key("reason").value(process.reason());
        out.key("next_attempt_seconds").seconds(process.nextAttemptSeconds());
        out.key("attempt").value(process.attempt());
        out.key("started_at").value(process.startedAt());
        out.key("stopped_at").value(process.stoppedAt());
        out.key("stdout_log").value(process.stdoutLog());
        out.key("stderr_log").value(process.stderrLog());
        write(out.key("output"), process.output());
        out.key("autostart").value(process.autostart());
        out.key("stopped_by_operator").value(process.stoppedByOperator());
        out.key("description").value(process.description()).endObject();
    }

    static ProcessView processView(Fields fields) throws MalformedDocument {
        return new ProcessView(
                fields.string("name"),
                fields.string("program"),
                fields.integer("index", 0),
                fields.string("state"),
                fields.optionalInteger("pid"),
                fields.seconds("uptime_seconds"),
                fields.integer("restarts", 0),
                fields.optionalInteger("exit_code"),
                fields.optionalString("exit_signal"),
                fields.optionalFlag("core_dumped"),
                fields.optionalFlag("expected"),
                fields.optionalString("reason"),
                fields.seconds("next_attempt_seconds"),
                fields.optionalInteger("attempt"),
                fields.optionalString("started_at"),
                fields.optionalString("stopped_at"),
                fields.optionalString("stdout_log"),
                fields.optionalString("stderr_log"),
                processOutput(fields),
                fields.flag("autostart", false),
                fields.flag("stopped_by_operator", false),
                fields.string("description", ""));
    }

    private static void write(JsonOutput out, @Nullable ProcessOutput output) {
        if (output == null) {
            out.nothing();
            return;
        }
        out.beginObject();
        write(out.key("stdout"), output.stdout());
        write(out.key("stderr"), output.stderr());
        out.endObject();
    }

    private static void write(JsonOutput out, @Nullable StreamOutput stream) {
        if (stream == null) {
            out.nothing();
            return;
        }
        out.beginObject().key("bytes").value(stream.bytes());
        out.key("lines").value(stream.lines());
        out.key("dropped_bytes").value(stream.droppedBytes());
        out.key("cut_lines").value(stream.cutLines());
        out.key("rotations").value(stream.rotations()).endObject();
    }

    /// A daemon of an older release says nothing of it.
    private static ProcessOutput processOutput(Fields fields) throws MalformedDocument {
        ProcessOutput output = optionalOutput(fields);
        return output == null ? ProcessOutput.NOTHING : output;
    }

    private static @Nullable ProcessOutput optionalOutput(Fields fields) throws MalformedDocument {
        Fields streams = fields.optionalObject("output");
        return streams == null
                ? null
                : new ProcessOutput(
                        streamOutput(streams.optionalObject("stdout")),
                        streamOutput(streams.optionalObject("stderr")));
    }

    private static @Nullable StreamOutput streamOutput(@Nullable Fields fields)
            throws MalformedDocument {
        return fields == null
                ? null
                : new StreamOutput(
                        fields.number("bytes"),
                        fields.number("lines"),
                        fields.number("dropped_bytes"),
                        fields.number("cut_lines"),
                        fields.number("rotations"));
    }

    private static void write(JsonOutput out, OperationResult result) {
        out.beginObject().key("name").value(result.name());
        out.key("ok").value(result.ok());
        out.key("outcome").value(result.outcome());
        out.key("message").value(result.message());
        out.key("state").value(result.state());
        out.key("pid").value(result.pid()).endObject();
    }

    static OperationResult operationResult(Fields fields) throws MalformedDocument {
        return new OperationResult(
                fields.string("name"),
                fields.having("ok").flag("ok", false),
                fields.string("outcome"),
                fields.string("message", ""),
                fields.optionalString("state"),
                fields.optionalInteger("pid"));
    }

    private static void write(JsonOutput out, ReloadReport report) {
        out.beginObject().key("changed").value(report.changed());
        out.key("dry_run").value(report.dryRun());
        out.key("plan").beginArray();
        for (PlanLine line : report.plan()) {
            out.beginObject().key("name").value(line.name());
            out.key("action").value(line.action());
            out.key("keys").strings(line.keys()).endObject();
        }
        out.endArray().key("errors").beginArray();
        for (DiagnosticView diagnostic : report.errors()) {
            write(out, diagnostic);
        }
        out.endArray().key("notes").strings(report.notes()).endObject();
    }

    private static void write(JsonOutput out, DiagnosticView diagnostic) {
        out.beginObject().key("severity").value(diagnostic.severity());
        out.key("file").value(diagnostic.file());
        out.key("line").value(diagnostic.line());
        out.key("column").value(diagnostic.column());
        out.key("message").value(diagnostic.message());
        out.key("snippet").value(diagnostic.snippet());
        out.key("length").value(diagnostic.length());
        out.key("help").strings(diagnostic.help());
        out.key("rendered").value(diagnostic.rendered()).endObject();
    }

    static ReloadReport reloadReport(Fields fields) throws MalformedDocument {
        return new ReloadReport(
                fields.having("changed").flag("changed", false),
                fields.flag("dry_run", false),
                fields.objects("plan", JsonForm::planLine),
                fields.objects("errors", JsonForm::diagnostic),
                fields.strings("notes"));
    }

    private static PlanLine planLine(Fields fields) throws MalformedDocument {
        return new PlanLine(fields.string("name"), fields.string("action"), fields.strings("keys"));
    }

    private static DiagnosticView diagnostic(Fields fields) throws MalformedDocument {
        return new DiagnosticView(
                fields.string("severity"),
                fields.string("file"),
                fields.integer("line", 1),
                fields.integer("column", 1),
                fields.string("message"),
                fields.optionalString("snippet"),
                fields.integer("length", 1),
                fields.strings("help"),
                fields.string("rendered", ""));
    }

    private static void write(JsonOutput out, VersionInfo version) {
        out.beginObject().key("version").value(version.version());
        out.key("api").value(version.api());
        out.key("pid").value(version.pid());
        out.key("config").value(version.config());
        out.key("socket").value(version.socket());
        out.key("port").value(version.port());
        out.key("started_at").value(version.startedAt());
        out.key("java").value(version.java()).endObject();
    }

    static VersionInfo versionInfo(Fields fields) throws MalformedDocument {
        return new VersionInfo(
                fields.string("version"),
                fields.integer("api", 1),
                fields.number("pid"),
                fields.string("config"),
                fields.optionalString("socket"),
                fields.optionalInteger("port"),
                fields.string("started_at"),
                fields.optionalString("java"));
    }

    private static void write(JsonOutput out, LogLevels levels) {
        out.beginObject().key("components").beginArray();
        for (LogLevels.ComponentView component : levels.components()) {
            out.beginObject().key("component").value(component.component());
            out.key("level").value(component.level());
            out.key("configured").value(component.configured());
            out.key("meaning").value(component.meaning()).endObject();
        }
        out.endArray().endObject();
    }

    static LogLevels.ComponentView componentView(Fields fields) throws MalformedDocument {
        return new LogLevels.ComponentView(
                fields.string("component"),
                fields.string("level"),
                fields.string("configured"),
                fields.string("meaning", ""));
    }

    private static void write(JsonOutput out, EventRecord event) {
        out.beginObject().key("id").value(event.id());
        out.key("time").value(event.time());
        out.key("type").value(event.type());
        out.key("name").value(event.name());
        out.key("message").value(event.message());
        out.key("state").value(event.state());
        out.key("pid").value(event.pid());
        out.key("stream").value(event.stream());
        write(out.key("output"), event.output());
        out.endObject();
    }

    static EventRecord eventRecord(Fields fields) throws MalformedDocument {
        return new EventRecord(
                fields.number("id"),
                fields.string("time"),
                fields.string("type"),
                fields.optionalString("name"),
                fields.string("message"),
                fields.optionalString("state"),
                fields.optionalInteger("pid"),
                fields.optionalString("stream"),
                optionalOutput(fields));
    }

    private static void write(JsonOutput out, DaemonFile daemon) {
        out.beginObject().key("pid").value(daemon.pid());
        out.key("config").value(daemon.config());
        out.key("socket").value(daemon.socket());
        out.key("port").value(daemon.port());
        out.key("token_file").value(daemon.tokenFile());
        out.key("version").value(daemon.version());
        out.key("started_at").value(daemon.startedAt()).endObject();
    }

    static DaemonFile daemonFile(Fields fields) throws MalformedDocument {
        return new DaemonFile(
                fields.number("pid"),
                fields.string("config"),
                fields.string("socket"),
                fields.optionalInteger("port"),
                fields.optionalString("token_file"),
                fields.string("version"),
                fields.string("started_at"));
    }
}
