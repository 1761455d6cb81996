package taskmaster.api;

import java.util.List;

/// What a reload did, or would do.
///
/// @param changed false if nothing had to be done, or if it was refused
/// @param dryRun it was only asked what would be done
/// @param plan in the order of the list of processes
/// @param errors if any is of severity `error`, the reload was refused and nothing changed
/// @param notes for people, for example settings that need an upgrade of the daemon
public record ReloadReport(
        boolean changed,
        boolean dryRun,
        List<PlanLine> plan,
        List<DiagnosticView> errors,
        List<String> notes)
        implements Message {

    public ReloadReport {
        plan = List.copyOf(plan);
        errors = List.copyOf(errors);
        notes = List.copyOf(notes);
    }
}
