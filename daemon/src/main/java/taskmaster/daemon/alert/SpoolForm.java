package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import taskmaster.api.JsonInput;
import taskmaster.api.JsonInput.Fields;
import taskmaster.api.JsonOutput;
import taskmaster.api.MalformedDocument;
import taskmaster.core.AlertType;

import java.util.ArrayList;
import java.util.List;

/// The JSON of the files in the spool. Nobody else reads them.
final class SpoolForm {

    /// What is kept of a destination besides its messages.
    record StoredBook(String destination, BookImage book, List<Delivery> deliveries) {}

    private SpoolForm() {}

    static byte[] encode(Parcel parcel) {
        AlertMessage message = parcel.message();
        var out = new JsonOutput(2048);
        out.beginObject().key("destination").value(parcel.destination());
        out.key("created_millis").value(parcel.createdMillis());
        out.key("id").value(message.id());
        out.key("host").value(message.host());
        out.key("configuration").value(message.configuration());
        entries(out.key("entries"), message.entries());
        out.key("left_out").value(message.leftOut());
        return out.endObject().bytes();
    }

    static Parcel parcel(byte[] document) throws MalformedDocument {
        Fields fields = JsonInput.object(document, AlertLimits.FILE_BYTES_MAX);
        return new Parcel(
                fields.string("destination"),
                fields.number("created_millis"),
                new AlertMessage(
                        fields.string("id"),
                        fields.string("host"),
                        fields.string("configuration"),
                        fields.having("entries").objects("entries", SpoolForm::entry),
                        fields.number("left_out"),
                        false));
    }

    static byte[] encode(StoredBook stored) {
        BookImage book = stored.book();
        var out = new JsonOutput(2048);
        out.beginObject().key("destination").value(stored.destination());
        out.key("draft_id").value(book.draftId());
        out.key("draft_due_millis").value(book.draftDueMillis());
        entries(out.key("draft"), book.draft());
        out.key("left_out").value(book.leftOut());
        out.key("windows").beginArray();
        for (BookImage.WindowImage window : book.windows()) {
            out.beginObject().key("type").value(window.type().key());
            out.key("process").value(window.process());
            out.key("until_millis").value(window.untilMillis());
            AlertMessage.Entry entry = window.entry();
            entries(out.key("repeated"), entry == null ? List.of() : List.of(entry));
            out.endObject();
        }
        out.endArray().key("troubled").strings(book.troubled());
        out.key("sent_millis").strings(book.sentMillis().stream().map(Object::toString).toList());
        out.key("deliveries").beginArray();
        for (Delivery delivery : stored.deliveries()) {
            out.beginObject().key("millis").value(delivery.epochMillis());
            out.key("id").value(delivery.id());
            out.key("summary").value(delivery.summary());
            out.key("accepted").value(delivery.isAccepted());
            out.key("answer").value(delivery.answer()).endObject();
        }
        return out.endArray().endObject().bytes();
    }

    static StoredBook book(byte[] document) throws MalformedDocument {
        Fields fields = JsonInput.object(document, AlertLimits.FILE_BYTES_MAX);
        List<Long> sent = new ArrayList<>();
        for (String millis : fields.strings("sent_millis")) {
            sent.add(number(millis));
        }
        var image =
                new BookImage(
                        fields.string("draft_id"),
                        fields.number("draft_due_millis"),
                        fields.having("draft").objects("draft", SpoolForm::entry),
                        fields.number("left_out"),
                        fields.objects("windows", SpoolForm::window),
                        fields.strings("troubled"),
                        sent);
        return new StoredBook(
                fields.string("destination"),
                image,
                fields.objects("deliveries", SpoolForm::delivery));
    }

    private static long number(String text) throws MalformedDocument {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedDocument("`" + text + "` is not a number");
        }
    }

    private static BookImage.WindowImage window(Fields fields) throws MalformedDocument {
        List<AlertMessage.Entry> repeated = fields.objects("repeated", SpoolForm::entry);
        return new BookImage.WindowImage(
                type(fields),
                fields.string("process"),
                fields.number("until_millis"),
                repeated.isEmpty() ? null : repeated.getFirst());
    }

    private static Delivery delivery(Fields fields) throws MalformedDocument {
        return new Delivery(
                fields.number("millis"),
                fields.string("id"),
                fields.string("summary"),
                fields.flag("accepted", false),
                fields.string("answer"));
    }

    private static void entries(JsonOutput out, List<AlertMessage.Entry> entries) {
        out.beginArray();
        for (AlertMessage.Entry entry : entries) {
            Alert alert = entry.last();
            out.beginObject().key("type").value(alert.type().key());
            out.key("program").value(alert.program());
            out.key("process").value(alert.process());
            out.key("millis").value(alert.epochMillis());
            out.key("first_millis").value(entry.firstMillis());
            out.key("count").value((long) entry.count());
            out.key("text").value(alert.text());
            out.key("exit_code").value(alert.exitCode());
            out.key("exit_signal").value(alert.exitSignal());
            out.key("uptime_seconds").seconds(alert.uptimeSeconds());
            out.key("restarts").value((long) alert.restarts());
            out.key("next_attempt_seconds").seconds(alert.nextAttemptSeconds());
            out.key("last_lines").strings(alert.lastLines()).endObject();
        }
        out.endArray();
    }

    private static AlertMessage.Entry entry(Fields fields) throws MalformedDocument {
        var alert =
                new Alert(
                        type(fields),
                        fields.optionalString("program"),
                        fields.optionalString("process"),
                        fields.number("millis"),
                        fields.string("text"),
                        fields.optionalInteger("exit_code"),
                        fields.optionalString("exit_signal"),
                        fields.seconds("uptime_seconds"),
                        fields.integer("restarts", 0),
                        fields.seconds("next_attempt_seconds"),
                        List.copyOf(fields.strings("last_lines")));
        return new AlertMessage.Entry(
                alert, Math.max(1, fields.integer("count")), fields.number("first_millis"));
    }

    private static AlertType type(Fields fields) throws MalformedDocument {
        String key = fields.string("type");
        @Nullable AlertType found = null;
        for (AlertType type : AlertType.values()) {
            if (type.key().equals(key)) {
                found = type;
            }
        }
        if (found == null) {
            throw new MalformedDocument("`" + key + "` is not a type of alerts");
        }
        return found;
    }
}
