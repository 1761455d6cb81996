package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// `headers` of a webhook: a mapping; each value may be a secret.
final class HeadersType implements ValueType<SortedMap<String, Secret>> {

    /// RFC 9110, 5.6.2.
    private static final String TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~";

    private static final int NAME_CHARACTERS_MAX = 128;
    private static final int VALUE_CHARACTERS_MAX = 4096;

    /// What the connection itself needs.
    private static final List<String> RESERVED =
            List.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "transfer-encoding",
                    "upgrade");

    private static final SecretTextType SECRET =
            new SecretTextType(
                    "one line of up to 4096 ASCII characters",
                    text ->
                            text.length() <= VALUE_CHARACTERS_MAX
                                    && Texts.isBetween(text.replace('\t', ' '), ' ', '~'));

    @Override
    public @Nullable SortedMap<String, Secret> parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            return Collections.emptySortedMap();
        }
        if (!(node instanceof Yaml.Mapping mapping)) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %s".formatted(binding.key(), description(), node.kind()),
                    "",
                    "write `headers: {Authorization: ...}`");
            return null;
        }
        var entries = binding.reading().mergeKeys().entries(mapping).values();
        if (entries.size() > ConfigLimits.ALERT_ITEMS_MAX) {
            binding.refuse(
                    node.place(),
                    "more than %d `headers`".formatted(ConfigLimits.ALERT_ITEMS_MAX),
                    "");
            return null;
        }
        var headers = new TreeMap<String, Secret>(String.CASE_INSENSITIVE_ORDER);
        boolean isValid = true;
        for (Yaml.Entry entry : entries) {
            boolean hasName = hasValidName(entry, headers, binding);
            @Nullable Secret value =
                    SECRET.parse(entry.value(), binding.withKey(Texts.harmless(entry.name())));
            isValid &= hasName && value != null;
            if (hasName && value != null) {
                headers.put(entry.name(), new Secret(value.reveal().strip()));
            }
        }
        return isValid ? Collections.unmodifiableSortedMap(headers) : null;
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.length() <= NAME_CHARACTERS_MAX
                && Texts.isOf(name, TOKEN_CHARACTERS);
    }

    private static boolean hasValidName(
            Yaml.Entry entry, SortedMap<String, Secret> known, Binding binding) {
        String name = entry.name();
        @Nullable String fault =
                !isToken(name)
                        ? "only letters, digits and `-_.` are possible"
                        : RESERVED.contains(name.toLowerCase(Locale.ROOT))
                                ? "the daemon sends it itself"
                                : known.containsKey(name)
                                        ? "it stands here twice: capitals make no difference"
                                        : null;
        if (fault != null) {
            binding.refuse(
                    entry.key().place(),
                    "%s cannot be the name of a header".formatted(Texts.quoted(name)),
                    fault);
        }
        return fault == null;
    }

    @Override
    public String description() {
        return "a mapping of headers";
    }
}
