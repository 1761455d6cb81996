package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address of mail: `name@host`, or `Words <name@host>`. Only ASCII, no quotes, no comments, so
/// that nothing in one can end a header or a command of SMTP.
final class MailAddress {

    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*");
    private static final int LOCAL_PART_CHARACTERS_MAX = 64;
    private static final Pattern NAMED =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9 ._'+&-]{0,99}?) *<([^<>]*)>");

    private MailAddress() {}

    /// The address without the words before it.
    static String bare(String address) {
        return address.substring(address.indexOf('<') + 1).replace(">", "");
    }

    /// The address in the form that mail has; null for any other text.
    static @Nullable String parse(String text) {
        Matcher named = NAMED.matcher(text);
        if (named.matches()) {
            @Nullable String bare = parse(named.group(2));
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

    /// Whether a text is an address without a name.
    static boolean isBare(String text) {
        return !text.contains("<") && parse(text) != null;
    }
}
