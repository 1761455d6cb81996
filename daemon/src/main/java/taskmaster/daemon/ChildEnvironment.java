package taskmaster.daemon;

import taskmaster.core.LaunchSpec;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// The environment of children: the daemon's, without what is meant for the daemon alone, plus what
/// their program sets.
final class ChildEnvironment {

    private final Map<String, String> inherited;

    /// What the launcher writes down before it gives the daemon a locale that is UTF-8.
    private static final String LOCALE_BEFORE = "_JAVA_LC_ALL";

    ChildEnvironment(Map<String, String> daemons) {
        Map<String, String> kept = new HashMap<>(daemons);
        String localeBefore = daemons.get(LOCALE_BEFORE);
        if (localeBefore != null && localeBefore.isEmpty()) {
            kept.remove("LC_ALL");
        } else if (localeBefore != null) {
            kept.put("LC_ALL", localeBefore);
        }
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

    /// What a child gets that no program sets anything for.
    Map<String, String> inherited() {
        return inherited;
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
