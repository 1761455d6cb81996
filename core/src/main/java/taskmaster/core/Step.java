package taskmaster.core;

import java.util.List;

/// What comes of one event: what the process is now, and what is to be done.
public record Step(ProcessRecord record, List<Effect> effects) {}
