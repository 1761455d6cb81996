package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/// `password_file`: a file that can be read now, so that no alert is the first to find out.
final class PasswordFileType implements ValueType<Path> {

    private static final FilePathType PATH = new FilePathType(4095);

    @Override
    public @Nullable Path parse(Yaml node, Binding binding) {
        @Nullable Path file = PATH.parse(node, binding);
        if (file == null) {
            return null;
        }
        try {
            var _ = PasswordFile.read(file);
            return file;
        } catch (PasswordFile.Refused refused) {
            @Nullable String advice = refused.advice();
            binding.problems()
                    .error(
                            node.place(),
                            "cannot read password file `%s`: %s"
                                    .formatted(Texts.harmless(file.toString()), refused.cause()),
                            "",
                            advice == null ? List.of() : List.of(advice));
            return null;
        }
    }

    @Override
    public String description() {
        return PATH.description();
    }
}
