package taskmaster.client;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The real client in a real pseudo-terminal, made by util-linux `script`.
final class Pty implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 60;

    private final Process process;
    private final OutputStream keys;
    private final StringBuilder seen = new StringBuilder();
    private int from;

    /// @param root working directory, with the runtime and state directories below it
    Pty(Path root, Map<String, String> environment, String... args) throws IOException {
        // Without exec, a shell around the client would end by the Ctrl-C meant for the client.
        boolean hasMore = args[args.length - 1].startsWith(";");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command =
                String.join(
                        " ",
                        List.of(
                                "stty cols 100 rows 30;",
                                hasMore ? java : "exec " + java,
                                "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp",
                                "'" + System.getProperty("java.class.path") + "'",
                                "taskmaster.client.Main",
                                String.join(" ", args)));
        ProcessBuilder builder =
                new ProcessBuilder("script", "-q", "-e", "-f", "-c", command, "/dev/null");
        builder.directory(new File(root.toString()));
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().remove("NO_COLOR");
        builder.environment().putAll(environment);
        process = builder.redirectErrorStream(true).start();
        keys = process.getOutputStream();
        Thread thread = new Thread(this::collect, "pty");
        thread.setDaemon(true);
        thread.start();
    }

    private void collect() {
        byte[] buffer = new byte[8192];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (seen) {
                    seen.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
                    seen.notifyAll();
                }
            }
        } catch (IOException e) {
            // The pseudo-terminal is gone.
            return;
        }
    }

    Pty type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return this;
    }

    /// Waits until the text has appeared after what was expected before.
    Pty expect(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        synchronized (seen) {
            int at = seen.indexOf(text, from);
            while (at < 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError("no " + text + " in: " + seen.substring(from));
                }
                seen.wait(left);
                at = seen.indexOf(text, from);
            }
            from = at + text.length();
        }
        return this;
    }

    String all() {
        synchronized (seen) {
            return seen.toString();
        }
    }

    /// Its exit status, which `script -e` passes on.
    int status() throws InterruptedException {
        if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it does not end: " + all());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
