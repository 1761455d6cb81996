package taskmaster.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs the client in this process and keeps what it printed.
final class Ctl {
    private static final long SECOND = 1_000_000_000L;

    /// Short enough for a test to wait for, long enough for a busy machine to answer in.
    static final Patience IMPATIENT = new Patience(2 * SECOND, SECOND, SECOND);

    private final Map<String, String> environment = new HashMap<>();
    private boolean isTerminal;
    private String input = "";
    private Patience patience = Patience.DEFAULT;

    /// @param root directories of runtime files and state are made below it
    Ctl(Path root) {
        environment.put("TASKMASTER_RUNTIME_DIR", root.resolve("run").toString());
        environment.put("TASKMASTER_STATE_DIR", root.resolve("state").toString());
    }

    record Result(int status, String out, String err) {}

    Ctl env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Ctl terminal() {
        isTerminal = true;
        return env("TERM", "xterm");
    }

    Ctl impatient() {
        patience = IMPATIENT;
        return this;
    }

    Ctl input(String lines) {
        input = lines;
        return this;
    }

    Map<String, String> environment() {
        return environment;
    }

    Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Screen screen = new Screen(out, err, isTerminal, environment);
        byte[] lines = input.getBytes(StandardCharsets.UTF_8);
        int status =
                new Client(environment, screen, patience)
                        .run(List.of(args), false, new ByteArrayInputStream(lines));
        return new Result(
                status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
