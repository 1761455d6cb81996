package taskmaster.daemon.alert;

import taskmaster.core.AlertType;

import java.util.List;

/// Messages for tests, hostile ones too.
final class Messages {

    /// 2026-11-23 07:00:01.250 UTC.
    static final long WHEN = 1_795_417_201_250L;

    /// What a process may print, and what nobody may obey.
    static final List<String> HOSTILE_LINES =
            List.of(
                    "\r\nBcc: evil@example.org\r\n\r\n.\r\nMAIL FROM:<evil@example.org>",
                    ".",
                    "From evil@example.org",
                    "\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J \u0000 \u0008",
                    "<script>alert(1)</script> <!channel> <@U123> @everyone @here `x` ``` *b*"
                            + " [a](http://x)",
                    "=?UTF-8?B?SGVsbG8=?= =?utf-8?q?a=0Ab?=",
                    "\u202egnp.exe \u2066x \ufeff \u2028line \ud83d",
                    "x".repeat(100_000));

    private Messages() {}

    static Alert alert(AlertType type, String process, String text, List<String> lines) {
        boolean isEnd = type == AlertType.ABORTED || type == AlertType.UNEXPECTED_EXIT;
        String program =
                process.contains(":") ? process.substring(0, process.indexOf(':')) : process;
        return new Alert(
                type, program, process, WHEN, text, isEnd ? 3 : null, null, 2.5, 4, null, lines);
    }

    static Alert aborted(String process) {
        return alert(
                AlertType.ABORTED,
                process,
                "aborted: exit code 3",
                List.of("starting", "no such table"));
    }

    static AlertMessage.Entry once(Alert alert) {
        return new AlertMessage.Entry(alert, 1, alert.epochMillis());
    }

    static AlertMessage of(Alert... alerts) {
        return of(List.of(alerts).stream().map(Messages::once).toList());
    }

    static AlertMessage of(List<AlertMessage.Entry> entries) {
        return new AlertMessage("box-1-2", "box", "/etc/tm.yaml", entries, 0, false);
    }

    static AlertMessage test() {
        return new AlertMessage("box-1-3", "box", "/etc/tm.yaml", List.of(), 0, true);
    }

    /// Everything that others can choose is hostile.
    static AlertMessage hostile() {
        List<AlertMessage.Entry> entries =
                HOSTILE_LINES.stream()
                        .map(line -> once(alert(AlertType.ABORTED, line, line, HOSTILE_LINES)))
                        .toList();
        return new AlertMessage(
                "a\r\nX-Evil: 1", "h\r\nX-Evil: 2", "/etc/a\r\nX-Evil: 3'$(x)", entries, 7, false);
    }
}
