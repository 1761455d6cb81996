package taskmaster.client;

import taskmaster.api.Directories;

import java.util.HashMap;
import java.util.Map;

/// The daemon of a shell. It is looked up before each command, since it may have been restarted;
/// but where no option named it, the one found first stays the one that is meant.
final class PinnedDaemon implements DaemonSource {
    private final Directories directories;
    private final Map<String, String> environment;
    private final Patience patience;
    private final Interrupts interrupts;
    private Map<String, String> options;

    PinnedDaemon(
            Directories directories,
            Map<String, String> environment,
            Map<String, String> options,
            Patience patience,
            Interrupts interrupts) {
        this.directories = directories;
        this.environment = environment;
        this.interrupts = interrupts;
        this.options = options;
        this.patience = patience;
    }

    @Override
    public Daemon daemon() throws ClientFailure {
        Target target = new DaemonFinder(directories, environment, options).find();
        boolean isNamed =
                options.containsKey("server")
                        || options.containsKey("port")
                        || options.containsKey("config");
        String config = target.config();
        if (!isNamed && config != null) {
            Map<String, String> pinned = new HashMap<>(options);
            pinned.put("config", config);
            options = pinned;
        }
        return new Daemon(target, patience, interrupts);
    }
}
