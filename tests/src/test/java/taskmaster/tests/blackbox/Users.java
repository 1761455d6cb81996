package taskmaster.tests.blackbox;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Who runs the tests, and who else they can be.
final class Users {

    /// Nobody in particular, on every Linux.
    static final int NOBODY = 65_534;

    private Users() {}

    static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException failure) {
            throw new AssertionError("cannot read /proc/self", failure);
        }
    }

    static void assumeRoot(String why) {
        assumeTrue(isRoot(), "only root can " + why);
    }

    static void assumeTool(String tool) {
        boolean isThere =
                List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
        assumeTrue(isThere, "there is no " + tool + " here");
    }

    /// The command that runs what follows as another user.
    static List<String> become(int user) {
        return List.of(
                "setpriv", "--reuid", "" + user, "--regid", "" + user, "--clear-groups", "--");
    }
}
