package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Addresses of mail, each a [MailAddress].
///
/// @param countMax how many there may be
record AddressesType(int countMax) implements ValueType<List<String>> {

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
            @Nullable String address = MailAddress.parse(word.text());
            boolean isTwice = address != null && isIn(addresses, address);
            isValid &= address != null && !isTwice;
            if (address == null) {
                refuse(word, binding);
            } else if (isTwice) {
                binding.refuse(
                        word.place(),
                        "%s stands in `%s` twice"
                                .formatted(Texts.quoted(MailAddress.bare(address)), binding.key()),
                        "",
                        "remove one of them");
            } else {
                addresses.add(address);
            }
        }
        return isValid ? List.copyOf(addresses) : null;
    }

    private static boolean isIn(List<String> addresses, String address) {
        return addresses.stream()
                .anyMatch(
                        known ->
                                MailAddress.bare(known)
                                        .equalsIgnoreCase(MailAddress.bare(address)));
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

    @Override
    public String description() {
        return countMax == 1
                ? "an address"
                : "addresses with commas between them, or a list of at most " + countMax;
    }
}
