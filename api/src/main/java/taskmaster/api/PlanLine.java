package taskmaster.api;

import java.util.List;

/// What a reload does to one process.
///
/// @param action keep, retune, respawn, start or stop
/// @param keys the settings that cause it, empty where it is not a changed setting
public record PlanLine(String name, String action, List<String> keys) {

    public PlanLine {
        keys = List.copyOf(keys);
    }
}
