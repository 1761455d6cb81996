package taskmaster.client;

import taskmaster.api.ProcessView;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// `tail`: the end of a log, and what is written to it from now on.
final class TailCommand {
    private static final String LINES_DEFAULT = "20";

    private TailCommand() {}

    static int run(Screen screen, Daemon daemon, Invocation invocation) throws ClientFailure {
        List<String> arguments = invocation.arguments();
        String stream = arguments.size() == 2 ? arguments.get(1) : "stdout";
        if (!stream.equals("stdout") && !stream.equals("stderr")) {
            throw ClientFailure.usage(
                    ExitStatus.FAILED,
                    "bad stream `" + stream + "`",
                    "one of `stdout` and `stderr`");
        }
        String range = range(invocation);
        boolean isFollowed = invocation.has("follow");
        List<ProcessView> processes = find(daemon, arguments.getFirst());
        if (isFollowed && processes.size() > 1) {
            throw ClientFailure.usage(
                    ExitStatus.FAILED,
                    "cannot follow `" + arguments.getFirst() + "`: it names several processes",
                    "follow one of them: `tail -f " + processes.getFirst().name() + "`");
        }
        for (ProcessView process : processes) {
            if (processes.size() > 1 && !invocation.isJson()) {
                screen.line("==> " + process.name() + " <==");
            }
            one(screen, daemon, invocation, process.name(), stream, range);
        }
        return ExitStatus.OK;
    }

    private static List<ProcessView> find(Daemon daemon, String name) throws ClientFailure {
        Names.Selection selection = StatusCommand.fetch(daemon, List.of(name));
        if (selection.unknown().isEmpty()) {
            return selection.processes();
        }
        List<ProcessView> all = daemon.processes(List.of()).processes();
        throw new ClientFailure(
                ExitStatus.FAILED,
                "no_such_process",
                "cannot show the log of `" + name + "`: no such process",
                OperateCommand.suggestion(name, all));
    }

    private static String range(Invocation invocation) throws ClientFailure {
        String bytes = invocation.value("bytes");
        String lines = invocation.value("lines");
        if (bytes != null) {
            return "bytes=" + number(bytes, "bytes");
        }
        return "lines=" + number(lines == null ? LINES_DEFAULT : lines, "lines");
    }

    private static String number(String text, String what) throws ClientFailure {
        boolean isNumber = !text.isEmpty() && text.length() <= 9;
        for (int i = 0; isNumber && i < text.length(); i++) {
            isNumber = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!isNumber) {
            throw ClientFailure.usage(
                    ExitStatus.USAGE, "`" + text + "` is no number of " + what, null);
        }
        return text;
    }

    private static void one(
            Screen screen,
            Daemon daemon,
            Invocation invocation,
            String name,
            String stream,
            String range)
            throws ClientFailure {
        boolean isFollowed = invocation.has("follow");
        if (invocation.isJson()) {
            json(screen, daemon, name, stream, range, isFollowed);
        } else if (!invocation.has("raw")) {
            harmless(screen, daemon, name, stream, range, isFollowed);
        } else {
            daemon.log(
                    name,
                    stream,
                    range,
                    isFollowed,
                    (bytes, length) -> screen.raw(bytes, 0, length));
        }
        if (isFollowed) {
            throw ClientFailure.unreachable(
                    "daemon_lost",
                    "the daemon has ended the log of `" + name + "`",
                    "`taskmasterctl status` says whether it still runs");
        }
    }

    private static void harmless(
            Screen screen,
            Daemon daemon,
            String name,
            String stream,
            String range,
            boolean isFollowed)
            throws ClientFailure {
        if (isFollowed && screen.isTerminal()) {
            screen.line("==> Press Ctrl-C to exit <==");
            screen.flush();
        }
        LogText text = new LogText();
        StringBuilder piece = new StringBuilder();
        daemon.log(
                name,
                stream,
                range,
                isFollowed,
                (bytes, length) -> {
                    piece.setLength(0);
                    text.feed(bytes, length, piece);
                    screen.trusted(piece);
                    screen.flush();
                });
        piece.setLength(0);
        text.end(piece);
        screen.trusted(piece);
    }

    /// A document for what is there, or one for each line when following.
    private static void json(
            Screen screen,
            Daemon daemon,
            String name,
            String stream,
            String range,
            boolean isFollowed)
            throws ClientFailure {
        String head =
                "{\"name\":" + JsonText.quoted(name) + ",\"stream\":" + JsonText.quoted(stream);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        StringBuilder lines = new StringBuilder();
        daemon.log(
                name,
                stream,
                range,
                isFollowed,
                (bytes, length) -> {
                    for (int i = 0; i < length; i++) {
                        if (bytes[i] != '\n') {
                            line.write(bytes[i]);
                        } else if (isFollowed) {
                            screen.json(head + ",\"line\":" + text(line) + "}");
                            screen.flush();
                        } else {
                            lines.append(lines.isEmpty() ? "" : ",").append(text(line));
                        }
                    }
                });
        if (!isFollowed) {
            if (line.size() > 0) {
                lines.append(lines.isEmpty() ? "" : ",").append(text(line));
            }
            screen.json(head + ",\"lines\":[" + lines + "]}");
        }
    }

    private static String text(ByteArrayOutputStream line) {
        String text = JsonText.quoted(line.toString(StandardCharsets.UTF_8));
        line.reset();
        return text;
    }
}
