package taskmaster.daemon;

import taskmaster.core.LaunchSpec;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// The environment of children: the daemon's, without what is meant for the daemon alone, plus what
/// their program sets.
final class ChildEnvironment {

    private final Map<String, String> inherited;

    ChildEnvironment(Map<String, String> daemons) {
        Map<String, String> kept = new HashMap<>(daemons);
        kept.keySet().removeIf(ChildEnvironment::isPrivate);
        this.inherited = Collections.unmodifiableMap(kept);
    }

    /// Variables by which systemd talks to its direct child, and those of the JVM.
    private static boolean isPrivate(String name) {
        return name.startsWith("NOTIFY_")
                || name.startsWith("LISTEN_")
                || name.startsWith("WATCHDOG_")
                || name.startsWith("_JAVA_");
    }

    Map<String, String> of(LaunchSpec launch) {
        if (launch.environment().isEmpty()) {
            return inherited;
        }
        Map<String, String> all = new HashMap<>(inherited);
        all.putAll(launch.environment());
        return all;
    }
}
