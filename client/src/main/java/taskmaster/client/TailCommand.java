package taskmaster.client;

import taskmaster.api.ProcessView;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `tail`: the end of logs, and what is written to them from now on.
final class TailCommand {
    private static final String LINES_DEFAULT = "20";

    private final Screen screen;
    private final Daemon daemon;
    private final Invocation invocation;
    private final boolean isFollowed;
    private boolean isLineOpen;

    TailCommand(Screen screen, Daemon daemon, Invocation invocation) {
        this.screen = screen;
        this.daemon = daemon;
        this.invocation = invocation;
        this.isFollowed = invocation.has("follow");
    }

    int run() throws ClientFailure {
        List<String> names = new ArrayList<>(invocation.arguments());
        List<String> streams = streams(names);
        String range = range(invocation);
        List<ProcessView> processes = find(names);
        List<String> notes = new ArrayList<>();
        List<TailSource> sources = TailSource.of(processes, streams, notes);
        if (invocation.has("raw") && sources.size() > 1) {
            throw ClientFailure.usage(
                    ExitStatus.FAILED,
                    "cannot pass the bytes of " + sources.size() + " logs at once",
                    "`--raw` takes one log: `tail --raw " + sources.getFirst().name() + "`");
        }
        for (String note : notes) {
            screen.problem(note);
        }
        return isFollowed ? follow(sources, range) : show(sources, range);
    }

    /// Takes the streams off the end of the arguments. The first is a name whatever it is.
    private static List<String> streams(List<String> names) {
        List<String> streams = new ArrayList<>();
        while (names.size() > 1 && TailSource.STREAMS.contains(names.getLast())) {
            String stream = names.removeLast();
            if (!streams.contains(stream)) {
                streams.addFirst(stream);
            }
        }
        return streams.isEmpty() ? List.of("stdout") : streams;
    }

    private List<ProcessView> find(List<String> names) throws ClientFailure {
        Names.Selection selection = StatusCommand.fetch(daemon, names);
        if (selection.unknown().isEmpty()) {
            return selection.processes();
        }
        List<ProcessView> all = daemon.processes(List.of()).processes();
        String name = selection.unknown().getFirst();
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

    private int show(List<TailSource> sources, String range) throws ClientFailure {
        if (sources.size() == 1) {
            print(sources.getFirst(), range);
            return ExitStatus.OK;
        }
        int status = ExitStatus.OK;
        for (TailSource source : sources) {
            if (!invocation.isJson()) {
                screen.trusted(isLineOpen ? "\n" : "");
                isLineOpen = false;
                screen.line("==> " + source.label() + " <==");
            }
            try {
                print(source, range);
            } catch (ClientFailure failure) {
                if (failure.status() != ExitStatus.FAILED) {
                    throw failure;
                }
                // One has no log; the others may.
                status = ExitStatus.FAILED;
                CommandRunner.report(screen, failure, false);
            }
        }
        return status;
    }

    private int follow(List<TailSource> sources, String range) throws ClientFailure {
        if (sources.size() > FollowedLogs.LOGS_MAX) {
            throw ClientFailure.usage(
                    ExitStatus.FAILED,
                    "cannot follow %d logs at once: at most %d are possible"
                            .formatted(sources.size(), FollowedLogs.LOGS_MAX),
                    "name fewer of them: `tail -f " + sources.getFirst().name() + "`");
        }
        boolean isText = !invocation.isJson() && !invocation.has("raw");
        if (isText && screen.isTerminal()) {
            screen.line("==> Press Ctrl-C to exit <==");
            screen.flush();
        }
        if (sources.size() != 1) {
            return new FollowedLogs(screen, daemon, invocation.isJson(), range).run(sources);
        }
        TailSource source = sources.getFirst();
        print(source, range);
        checkRemoved(daemon, source.name());
        tellRemoved(screen, source);
        return ExitStatus.OK;
    }

    /// A log that was followed has ended as it does when its process is removed.
    ///
    /// @throws ClientFailure if that is not so, or if the daemon does not answer any more
    static void checkRemoved(Daemon daemon, String name) throws ClientFailure {
        boolean isThere = StatusCommand.fetch(daemon, List.of(name)).unknown().isEmpty();
        if (isThere) {
            throw ClientFailure.unreachable(
                    "daemon_lost",
                    "the daemon has ended the log of `" + name + "`",
                    "`taskmasterctl status` says whether it still runs");
        }
    }

    static void tellRemoved(Screen screen, TailSource source) {
        screen.problem("==> " + source.label() + " is not configured any more <==");
    }

    private void print(TailSource source, String range) throws ClientFailure {
        if (invocation.isJson()) {
            json(source, range);
        } else if (invocation.has("raw")) {
            read(source, range, (bytes, length) -> screen.raw(bytes, 0, length));
        } else {
            harmless(source, range);
        }
    }

    private void read(TailSource source, String range, Daemon.Bytes sink) throws ClientFailure {
        daemon.log(source.name(), source.stream(), range, isFollowed, sink);
    }

    private void harmless(TailSource source, String range) throws ClientFailure {
        LogText text = new LogText();
        StringBuilder piece = new StringBuilder();
        read(
                source,
                range,
                (bytes, length) -> {
                    piece.setLength(0);
                    text.feed(bytes, length, piece);
                    isLineOpen = bytes[length - 1] != '\n';
                    screen.trusted(piece);
                    screen.flush();
                });
        piece.setLength(0);
        text.end(piece);
        screen.trusted(piece);
    }

    /// A document for what is there, or one for each line when following.
    private void json(TailSource source, String range) throws ClientFailure {
        String head = jsonHead(source);
        if (isFollowed) {
            LogLines lines =
                    new LogLines(line -> screen.json(head + ",\"line\":" + quoted(line) + "}"));
            read(
                    source,
                    range,
                    (bytes, length) -> {
                        lines.feed(bytes, length);
                        screen.flush();
                    });
            lines.end();
            return;
        }
        // Printed as it comes: a log may be larger than memory.
        int[] count = {0};
        LogLines lines =
                new LogLines(
                        line -> {
                            String before = count[0]++ == 0 ? head + ",\"lines\":[" : ",";
                            screen.jsonPiece(before + quoted(line));
                        });
        read(source, range, lines::feed);
        lines.end();
        screen.json(count[0] == 0 ? head + ",\"lines\":[]}" : "]}");
    }

    /// The beginning of a document about a log.
    static String jsonHead(TailSource source) {
        return "{\"name\":"
                + JsonText.quoted(source.name())
                + ",\"stream\":"
                + JsonText.quoted(source.stream());
    }

    static String quoted(byte[] line) {
        return JsonText.quoted(new String(line, StandardCharsets.UTF_8));
    }
}
