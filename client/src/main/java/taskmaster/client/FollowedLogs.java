package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Several logs that are followed at once, each over a connection of its own.
///
/// Whole lines are printed, each behind the name of its log; one thread at a time prints.
final class FollowedLogs {

    /// Logs at once. Each costs a thread here and a stream there, of which a daemon has 128 for all
    /// its clients.
    static final int LOGS_MAX = 64;

    private static final String[] COLORS = {
        "\u001b[36m", "\u001b[33m", "\u001b[32m", "\u001b[35m", "\u001b[34m", "\u001b[31m"
    };

    private static final String RESET = "\u001b[0m";

    /// How one of them has ended.
    ///
    /// @param failure null: in the way that a removed process does
    private record Ended(TailSource source, @Nullable Exception failure) {}

    private final Screen screen;
    private final Daemon daemon;
    private final boolean isJson;
    private final String range;
    private final BlockingQueue<Ended> ended = new LinkedBlockingQueue<>();

    /// @param range `lines=20` or `bytes=1600`
    FollowedLogs(Screen screen, Daemon daemon, boolean isJson, String range) {
        this.screen = screen;
        this.daemon = daemon;
        this.isJson = isJson;
        this.range = range;
    }

    /// Follows until all have ended, the daemon is lost, or the person wants no more.
    ///
    /// @return 0, or the status of what went wrong with one of them
    int run(List<TailSource> sources) throws ClientFailure {
        Interrupts part = new Interrupts();
        part.begin();
        daemon.interrupts().lead(part);
        try {
            start(sources, daemon.with(part));
            return await(sources.size(), part);
        } finally {
            part.interrupt();
            daemon.interrupts().lead(null);
        }
    }

    private void start(List<TailSource> sources, Daemon following) {
        int columns = 0;
        for (TailSource source : sources) {
            columns = Math.max(columns, SafeText.visible(source.label()).length());
        }
        for (int i = 0; i < sources.size(); i++) {
            TailSource source = sources.get(i);
            String prefix = prefix(source.label(), columns, COLORS[i % COLORS.length]);
            Thread thread = new Thread(() -> follow(following, source, prefix), "follow");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private String prefix(String label, int columns, String color) {
        String name = SafeText.visible(label);
        String text = name + " ".repeat(columns - name.length()) + " | ";
        return screen.hasColor() ? color + text + RESET : text;
    }

    private void follow(Daemon following, TailSource source, String prefix) {
        LogLines lines = new LogLines(isJson ? json(source) : prefixed(prefix));
        Exception failure = null;
        try {
            following.log(
                    source.name(),
                    source.stream(),
                    range,
                    true,
                    (bytes, length) -> {
                        synchronized (screen) {
                            lines.feed(bytes, length);
                            screen.flush();
                        }
                    });
            synchronized (screen) {
                lines.end();
            }
        } catch (ClientFailure | RuntimeException e) {
            failure = e;
        }
        ended.add(new Ended(source, failure));
    }

    private LogLines.Lines prefixed(String prefix) {
        StringBuilder text = new StringBuilder();
        return line -> {
            LogText harmless = new LogText();
            text.setLength(0);
            text.append(prefix);
            // A return before the end of the line belongs to that.
            boolean hasReturn = line.length > 0 && line[line.length - 1] == '\r';
            harmless.feed(line, hasReturn ? line.length - 1 : line.length, text);
            harmless.end(text);
            screen.trusted(text.append('\n'));
        };
    }

    private LogLines.Lines json(TailSource source) {
        String head = TailCommand.jsonHead(source);
        return line -> screen.json(head + ",\"line\":" + TailCommand.quoted(line) + "}");
    }

    private int await(int count, Interrupts part) throws ClientFailure {
        int status = ExitStatus.OK;
        Exception fatal = null;
        for (int left = count; left > 0; left--) {
            Ended one = next();
            Exception failure = one.failure() == null ? removed(one.source()) : one.failure();
            if (failure == null) {
                continue;
            }
            if (failure instanceof ClientFailure told && told.status() == ExitStatus.FAILED) {
                status = ExitStatus.FAILED;
                tell(() -> CommandRunner.report(screen, told, false));
            } else {
                // The others have lost the daemon too; or the person ends them all.
                fatal = fatal == null ? failure : fatal;
                part.interrupt();
            }
        }
        return switch (fatal) {
            case null -> status;
            case ClientFailure failure -> throw failure;
            case RuntimeException fault -> throw fault;
            case Exception other -> throw new IllegalStateException(other);
        };
    }

    private Ended next() {
        try {
            return ended.take();
        } catch (InterruptedException e) {
            // Nobody interrupts this thread: an interrupt by the person ends connections.
            throw new IllegalStateException(e);
        }
    }

    /// Says why nothing more comes of it.
    ///
    /// @return what else it was
    private @Nullable ClientFailure removed(TailSource source) {
        try {
            TailCommand.checkRemoved(daemon, source.name());
        } catch (ClientFailure failure) {
            return failure;
        }
        tell(() -> TailCommand.tellRemoved(screen, source));
        return null;
    }

    private void tell(Runnable message) {
        synchronized (screen) {
            message.run();
        }
    }
}
