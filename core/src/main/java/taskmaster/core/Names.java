package taskmaster.core;

import java.util.function.Predicate;

/// The names by which people call processes: `all`, `PROGRAM`, `PROGRAM:*`, `PROGRAM:` (as
/// supervisorctl has it), `PROGRAM:INDEX` and the displayed names, both the one in force and the
/// one among several.
final class Names {

    private Names() {}

    /// Whether a process is meant by the name.
    static Predicate<ProcessSpec> matching(String name) {
        if (name.equals("all")) {
            return _ -> true;
        }
        int colon = name.indexOf(':');
        if (colon < 0) {
            return spec -> spec.id().program().equals(name);
        }
        String program = name.substring(0, colon);
        String part = name.substring(colon + 1);
        if (part.isEmpty() || part.equals("*")) {
            return spec -> spec.id().program().equals(program);
        }
        return spec -> spec.id().program().equals(program) && isPart(spec, name, part);
    }

    private static boolean isPart(ProcessSpec spec, String name, String part) {
        ProcessId id = spec.id();
        return spec.name().equals(name)
                || part.equals(Integer.toString(id.index()))
                || name.equals(id.displayName(2))
                || (spec.name().equals(id.program()) && part.equals(id.program()));
    }
}
