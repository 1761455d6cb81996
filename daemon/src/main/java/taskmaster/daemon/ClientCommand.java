package taskmaster.daemon;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Arrays;

/// How the operator calls the client that belongs to this daemon, so that a command which the
/// daemon shows can be copied as it stands.
final class ClientCommand {

    /// Set by the launcher: the client's launcher beside it, as the daemon's own was called.
    private static final String PROPERTY = "taskmaster.client";

    private static final String NAME = "taskmasterctl";

    private ClientCommand() {}

    /// The client with arguments, as `bin/taskmasterctl -c FILE`.
    static String with(String arguments) {
        String launcher = System.getProperty(PROPERTY, NAME);
        return name(launcher, System.getenv("PATH")) + " " + arguments;
    }

    /// The name alone where the shell finds the same launcher by it.
    static String name(String launcher, @Nullable String searchPath) {
        Path directory = Path.of(launcher).getParent();
        boolean isFound =
                directory != null
                        && searchPath != null
                        && Arrays.asList(searchPath.split(":")).contains(directory.toString());
        return isFound ? NAME : launcher;
    }
}
