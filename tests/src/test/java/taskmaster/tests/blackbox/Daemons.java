package taskmaster.tests.blackbox;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Gives daemons to tests and ends them, whatever became of the test; of one that failed, the
/// daemons' words are printed. A static one ends them after all tests of a class, another after
/// each test.
final class Daemons implements AfterEachCallback, AfterAllCallback {

    private final boolean isShared;
    private final List<Daemon> all = new ArrayList<>();

    private Daemons(boolean isShared) {
        this.isShared = isShared;
    }

    /// For a static field.
    static Daemons ofClass() {
        return new Daemons(true);
    }

    /// For a field of each test.
    static Daemons ofTest() {
        return new Daemons(false);
    }

    /// One that is not started yet.
    Daemon prepare(String yaml) throws IOException {
        Daemon daemon = Daemon.of(yaml);
        all.add(daemon);
        return daemon;
    }

    Daemon start(String yaml) throws IOException {
        return prepare(yaml).start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            for (Daemon daemon : all) {
                System.err.println(
                        "== the daemon of " + context.getDisplayName() + ":\n" + daemon.words());
            }
        }
        if (!isShared) {
            end();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end();
    }

    private void end() {
        all.forEach(Daemon::close);
        all.clear();
    }
}
