package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `auth` of `server`: a mapping.
final class AuthType implements ValueType<AuthType.Partial> {

    /// What the mapping says; never both.
    record Partial(@Nullable Secret token, @Nullable Path tokenFile) {}

    @Override
    public @Nullable Partial parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            return new Partial(null, null);
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                    "",
                    "write `auth: {token_file: PATH}`");
            return null;
        }
        Map<String, Yaml.Entry> entries = binding.reading().mergeKeys().entries(mapping);
        var reader = new SectionReader(binding.reading());
        boolean isValid = reader.hasOnlyKnownKeys(Section.AUTH, entries);
        Bound bound = reader.bind(Section.AUTH, List.of(entries), binding.scope());
        @Nullable Secret token = bound.get(SettingTable.TOKEN);
        @Nullable Path tokenFile = bound.get(SettingTable.TOKEN_FILE);
        if (token != null && tokenFile != null) {
            binding.refuse(
                    node.place(),
                    "`token` and `token_file` exclude each other",
                    "",
                    "keep one of them");
            return null;
        }
        return isValid && bound.isValid() ? new Partial(token, tokenFile) : null;
    }

    @Override
    public String description() {
        return "a mapping of `token` or `token_file`";
    }
}
