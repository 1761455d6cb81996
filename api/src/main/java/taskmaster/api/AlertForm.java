package taskmaster.api;

import taskmaster.api.AlertDestinationView.Result;
import taskmaster.api.AlertDestinationView.Suppressed;
import taskmaster.api.JsonInput.Fields;

/// The fields of the records about alerts, written and read.
final class AlertForm {

    private AlertForm() {}

    static void write(JsonOutput out, AlertList list) {
        out.beginObject().key("destinations").beginArray();
        for (AlertDestinationView destination : list.destinations()) {
            write(out, destination);
        }
        out.endArray().key("spool_problem").value(list.spoolProblem()).endObject();
    }

    private static void write(JsonOutput out, AlertDestinationView one) {
        out.beginObject().key("name").value(one.name());
        out.key("kind").value(one.kind());
        out.key("gathering").value((long) one.gathering());
        out.key("due_seconds").seconds(one.dueSeconds());
        out.key("waiting").value((long) one.waiting());
        out.key("sending").value(one.sending());
        out.key("attempts").value((long) one.attempts());
        out.key("next_attempt_seconds").seconds(one.nextAttemptSeconds());
        out.key("problem").value(one.problem());
        out.key("last_hour").value((long) one.lastHour());
        out.key("max_per_hour").value((long) one.maxPerHour());
        out.key("left_out").value(one.leftOut());
        out.key("suppressed").beginArray();
        for (Suppressed suppressed : one.suppressed()) {
            out.beginObject().key("type").value(suppressed.type());
            out.key("process").value(suppressed.process());
            out.key("count").value((long) suppressed.count());
            out.key("until_seconds").seconds(suppressed.untilSeconds()).endObject();
        }
        out.endArray().key("results").beginArray();
        for (Result result : one.results()) {
            out.beginObject().key("time").value(result.time());
            out.key("id").value(result.id());
            out.key("summary").value(result.summary());
            out.key("ok").value(result.ok());
            out.key("answer").value(result.answer()).endObject();
        }
        out.endArray().endObject();
    }

    static AlertList list(Fields fields) throws MalformedDocument {
        return new AlertList(
                fields.having("destinations").objects("destinations", AlertForm::destination),
                fields.optionalString("spool_problem"));
    }

    private static AlertDestinationView destination(Fields fields) throws MalformedDocument {
        return new AlertDestinationView(
                fields.string("name"),
                fields.string("kind", ""),
                fields.integer("gathering", 0),
                fields.seconds("due_seconds"),
                fields.integer("waiting", 0),
                fields.flag("sending", false),
                fields.integer("attempts", 0),
                fields.seconds("next_attempt_seconds"),
                fields.optionalString("problem"),
                fields.integer("last_hour", 0),
                fields.integer("max_per_hour", 0),
                fields.integer("left_out", 0),
                fields.objects("suppressed", AlertForm::suppressed),
                fields.objects("results", AlertForm::result));
    }

    private static Suppressed suppressed(Fields fields) throws MalformedDocument {
        Double until = fields.seconds("until_seconds");
        return new Suppressed(
                fields.string("type"),
                fields.optionalString("process"),
                fields.integer("count"),
                until == null ? 0.0 : until);
    }

    private static Result result(Fields fields) throws MalformedDocument {
        return new Result(
                fields.string("time"),
                fields.string("id", ""),
                fields.string("summary", ""),
                fields.flag("ok", false),
                fields.string("answer", ""));
    }
}
