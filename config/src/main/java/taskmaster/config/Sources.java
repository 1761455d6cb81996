package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;

/// All that a configuration depended on: files, what its include patterns found, and the variables
/// that were looked up.
public final class Sources {

    private final List<SourceFile> files;
    private final List<Glob.Result> globs;
    private final Map<String, Optional<String>> variables;

    /// @param variables by name; empty: it was looked up and not set
    Sources(
            List<SourceFile> files,
            List<Glob.Result> globs,
            Map<String, Optional<String>> variables) {
        this.files = List.copyOf(files);
        this.globs = List.copyOf(globs);
        this.variables = Map.copyOf(variables);
    }

    /// Every file that was read, the main one first.
    public List<SourceFile> files() {
        return files;
    }

    boolean isUnchanged(Map<String, String> environment) {
        for (Map.Entry<String, Optional<String>> variable : variables.entrySet()) {
            @Nullable String now = environment.get(variable.getKey());
            if (!Objects.equals(now, variable.getValue().orElse(null))) {
                return false;
            }
        }
        for (SourceFile file : files) {
            if (!file.isUnchanged()) {
                return false;
            }
        }
        for (Glob.Result glob : globs) {
            if (!findsTheSame(glob)) {
                return false;
            }
        }
        return true;
    }

    private static boolean findsTheSame(Glob.Result before) {
        try {
            List<Path> now = before.glob().matches();
            return now.equals(before.matches());
        } catch (IOException | PatternSyntaxException _) {
            return false;
        }
    }
}
