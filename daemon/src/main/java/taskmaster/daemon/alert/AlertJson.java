package taskmaster.daemon.alert;

import taskmaster.api.JsonOutput;
import taskmaster.daemon.output.UtcTime;

/// A message as JSON for programs: what commands get on standard input and webhooks of the format
/// `generic` as body. The keys are documented in docs/reference/json.md.
final class AlertJson {

    private AlertJson() {}

    /// At most [MessageLimits#JSON_BYTES_MAX]: entries that do not fit are counted in `left_out`.
    static byte[] of(AlertMessage message) {
        int bytes = 1024 + 6 * (message.host().length() + message.configuration().length());
        int told = 0;
        for (AlertMessage.Entry entry : message.entries()) {
            JsonOutput out = new JsonOutput(1024);
            write(out, entry);
            int length = out.buffer().remaining() + 1;
            if (bytes + length > MessageLimits.JSON_BYTES_MAX) {
                break;
            }
            bytes += length;
            told++;
        }
        JsonOutput out = new JsonOutput(bytes);
        out.beginObject();
        out.key("id").value(message.id());
        out.key("host").value(message.host());
        out.key("configuration").value(message.configuration());
        out.key("test").value(message.isTest());
        out.key("subject").value(Wording.subject(message));
        out.key("left_out").value(message.leftOut() + message.entries().size() - told);
        out.key("entries").beginArray();
        for (AlertMessage.Entry entry : message.entries().subList(0, told)) {
            write(out, entry);
        }
        return out.endArray().endObject().bytes();
    }

    private static void write(JsonOutput out, AlertMessage.Entry entry) {
        Alert alert = entry.last();
        out.beginObject();
        out.key("type").value(alert.type().key());
        out.key("program").value(alert.program());
        out.key("process").value(alert.process());
        out.key("time").value(time(alert.epochMillis()));
        out.key("first_time").value(time(entry.firstMillis()));
        out.key("count").value((long) entry.count());
        out.key("text").value(Harmless.line(alert.text(), MessageLimits.HEADLINE_CHARS_MAX));
        out.key("exit_code").value(alert.exitCode());
        out.key("exit_signal").value(alert.exitSignal());
        out.key("uptime_seconds").seconds(alert.uptimeSeconds());
        out.key("restarts").value((long) alert.restarts());
        out.key("next_attempt_seconds").seconds(alert.nextAttemptSeconds());
        out.key("last_lines").strings(Harmless.lastLines(alert.lastLines()));
        out.endObject();
    }

    private static String time(long epochMillis) {
        StringBuilder text = new StringBuilder(24);
        new UtcTime().append(text, epochMillis);
        return text.toString();
    }
}
