package taskmaster.api;

import java.util.List;

/// All processes, or those that were asked for: `{"processes": [...]}`.
public record ProcessList(List<ProcessView> processes) implements Message {

    public ProcessList {
        processes = List.copyOf(processes);
    }
}
