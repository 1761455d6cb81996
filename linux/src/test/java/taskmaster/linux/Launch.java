package taskmaster.linux;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A [SpawnRequest] in the making, with what most tests do not care about filled in.
final class Launch {
    private final List<String> command;
    private final Map<String, String> environment =
            new LinkedHashMap<>(Map.of("PATH", "/usr/bin:/bin"));
    private OptionalInt umask = OptionalInt.empty();
    private @Nullable String directory;
    private int stdin = -1;
    private int stdout = -1;
    private int stderr = -1;
    private @Nullable NoFileLimit limit;

    private Launch(List<String> command) {
        this.command = command;
    }

    static Launch of(String... command) {
        return new Launch(new ArrayList<>(List.of(command)));
    }

    static Launch shell(String script) {
        return of("/bin/sh", "-c", script);
    }

    Launch umask(int value) {
        umask = OptionalInt.of(value);
        return this;
    }

    Launch directory(Object path) {
        directory = path.toString();
        return this;
    }

    Launch variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Launch withoutEnvironment() {
        environment.clear();
        return this;
    }

    Launch stdio(int in, int out, int err) {
        stdin = in;
        stdout = out;
        stderr = err;
        return this;
    }

    Launch limit(NoFileLimit value) {
        limit = value;
        return this;
    }

    SpawnRequest request(Kernel kernel) {
        NoFileLimit files = limit == null ? kernel.noFileLimit() : limit;
        return new SpawnRequest(
                command,
                environment,
                umask,
                directory,
                stdin,
                stdout,
                stderr,
                files.soft(),
                files.hard());
    }
}
