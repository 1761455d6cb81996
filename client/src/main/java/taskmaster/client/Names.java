package taskmaster.client;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ProcessView;

import java.util.ArrayList;
import java.util.List;

/// Finds processes by the names that commands take, in a list that has been fetched.
final class Names {
    private Names() {}

    /// What a list of names picks out of all processes.
    ///
    /// @param unknown names that pick nothing
    record Selection(List<ProcessView> processes, List<String> unknown) {}

    /// The processes that the names pick, in the order of the list; all for no names.
    static Selection select(List<ProcessView> all, List<String> names) {
        if (names.isEmpty()) {
            return new Selection(all, List.of());
        }
        boolean[] isPicked = new boolean[all.size()];
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            boolean isKnown = name.equals("all");
            for (int i = 0; i < isPicked.length; i++) {
                if (isMatch(all.get(i), name)) {
                    isPicked[i] = true;
                    isKnown = true;
                }
            }
            if (!isKnown) {
                unknown.add(name);
            }
        }
        List<ProcessView> picked = new ArrayList<>();
        for (int i = 0; i < isPicked.length; i++) {
            if (isPicked[i]) {
                picked.add(all.get(i));
            }
        }
        return new Selection(picked, unknown);
    }

    /// Whether the name means this process, among others.
    static boolean isMatch(ProcessView process, String name) {
        String program = process.program();
        if (name.equals("all") || name.equals(process.name()) || name.equals(program)) {
            return true;
        }
        if (!name.startsWith(program) || name.length() == program.length()) {
            return false;
        }
        String rest = name.substring(program.length());
        return rest.equals(":*")
                || rest.equals(":")
                || rest.equals(":" + process.index())
                || rest.equals(":" + process.name());
    }

    /// Whether the name is written for a whole program: `web:*`.
    static boolean isWholeProgram(String name) {
        return name.endsWith(":*") || name.endsWith(":");
    }

    /// The known name that is nearest to an unknown one, or null.
    static @Nullable String nearest(String unknown, List<ProcessView> all) {
        List<String> known = new ArrayList<>();
        for (ProcessView process : all) {
            if (!known.contains(process.program())) {
                known.add(process.program());
            }
            known.add(process.name());
        }
        known.add("all");
        return Suggestion.nearest(unknown, known);
    }
}
