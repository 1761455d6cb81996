package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Addresses of mail: `name@host`, or `Words <name@host>`. Only ASCII, no quotes, no comments, so
/// that nothing in one can end a header or a command of SMTP.
///
/// @param countMax how many there may be
record AddressesType(int countMax) implements ValueType<List<String>> {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*");
    private static final int LOCAL_PART_CHARACTERS_MAX = 64;
    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9 ._'+&-]{0,99}?) *<([^<>]*)>");

    @Override
    public @Nullable List<String> parse(Yaml node, Binding binding) {
        @Nullable List<Words.Word> words = Words.of(node, binding, description());
        if (words == null) {
            return null;
        }
        if (words.isEmpty() || words.size() > countMax) {
            binding.refuse(
                    node.place(),
                    "`%s` must be %s, not %d of them"
                            .formatted(binding.key(), description(), words.size()),
                    "");
            return null;
        }
        var addresses = new ArrayList<String>();
        boolean isValid = true;
        for (Words.Word word : words) {
            @Nullable String address = address(word.text());
            boolean isTwice = address != null && isIn(addresses, address);
            isValid &= address != null && !isTwice;
            if (address == null) {
                refuse(word, binding);
            } else if (isTwice) {
                binding.refuse(
                        word.place(),
                        "%s stands in `%s` twice"
                                .formatted(Texts.quoted(bare(address)), binding.key()),
                        "",
                        "remove one of them");
            } else {
                addresses.add(address);
            }
        }
        return isValid ? List.copyOf(addresses) : null;
    }

    private static boolean isIn(List<String> addresses, String address) {
        return addresses.stream().anyMatch(known -> bare(known).equalsIgnoreCase(bare(address)));
    }

    private static String bare(String address) {
        return address.substring(address.indexOf('<') + 1).replace(">", "");
    }

    /// The address in the form that mail has; null for any other text.
    static @Nullable String address(String text) {
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            @Nullable String bare = address(named.group(2));
            return bare == null || bare.contains("<") ? null : named.group(1) + " <" + bare + ">";
        }
        int at = text.indexOf('@');
        return at > 0
                        && text.length() <= ConfigLimits.ADDRESS_CHARACTERS_MAX
                        && at <= LOCAL_PART_CHARACTERS_MAX
                        && LOCAL_PART.matcher(text.substring(0, at)).matches()
                        && isDomain(text.substring(at + 1))
                ? text
                : null;
    }

    private static boolean isDomain(String text) {
        boolean isLiteral = text.startsWith("[") && text.endsWith("]");
        String host = isLiteral ? text.substring(1, text.length() - 1) : text;
        return !host.isEmpty()
                && !host.contains(":")
                && !host.contains("_")
                && !host.endsWith(".")
                && HostAndPort.host(host) != null
                && isLiteral == host.matches("[0-9.]+");
    }

    private void refuse(Words.Word word, Binding binding) {
        binding.problems()
                .error(
                        word.place(),
                        "%s is no address of mail".formatted(Texts.quoted(word.text())),
                        "",
                        advice(word.text()));
    }

    private static List<String> advice(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
            return List.of("a line break or control character would end the header of the mail");
        }
        if (text.chars().anyMatch(c -> c > 0x7E)) {
            return List.of(
                    "only ASCII is possible; a name of another alphabet is written as `xn--...`");
        }
        if (text.contains("<") || text.contains("\"")) {
            return List.of(
                    "write `name@example.org`, or `Words <name@example.org>` with words of letters,"
                            + " digits and `._'+&-`");
        }
        if (text.contains(" ") || text.contains(";")) {
            return List.of("put a comma between two addresses, or write a list");
        }
        if (text.startsWith("mailto:")) {
            return List.of("write " + Texts.quoted(text.substring("mailto:".length())));
        }
        return text.indexOf('@') < 0 || text.indexOf('@') != text.lastIndexOf('@')
                ? List.of("an address has exactly one `@`")
                : List.of("it must be as `name@example.org`");
    }

    /// Whether a text of the configuration is an address without a name.
    static boolean isBare(String text) {
        return !text.contains("<") && address(text) != null;
    }

    @Override
    public String description() {
        return countMax == 1
                ? "an address"
                : "addresses with commas between them, or a list of at most " + countMax;
    }
}
