package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.net.Inet6Address;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a syslog server listens.
///
/// @param host name in lower case, or address; an IPv6 one without brackets
record HostAndPort(String host, int port) {

    private static final int SYSLOG_PORT = 514;
    private static final int NAME_LENGTH_MAX = 253;
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)(%[\\w.-]+)?]|([\\w.-]+))(?::([0-9]{1,5}))?");
    private static final Pattern NAME =
            Pattern.compile("\\w(?:[\\w-]{0,61}\\w)?(?:\\.\\w(?:[\\w-]{0,61}\\w)?)*\\.?");
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
    private static final Pattern BYTE =
            Pattern.compile("0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5]");

    /// Of `logs`, `logs:514`, `10.0.0.1:514`, `[::1]` or `[::1]:514`; null for any other text.
    static @Nullable HostAndPort parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return null;
        }
        @Nullable Integer port =
                form.group(4) == null
                        ? Integer.valueOf(SYSLOG_PORT)
                        : ValueTypes.wholeNumber(form.group(4), 1, 65535);
        @Nullable String address = form.group(1);
        @Nullable String name = form.group(3);
        boolean isValid = address == null ? name != null && isHost(name) : isIpv6(address);
        if (port == null || !isValid) {
            return null;
        }
        String zone = form.group(2) == null ? "" : form.group(2);
        return new HostAndPort(
                address == null ? String.valueOf(name).toLowerCase(Locale.ROOT) : address + zone,
                port);
    }

    /// A name in lower case or an address, without brackets, of `smtp.example.org`, `10.0.0.1`,
    /// `::1` or `[::1]`; null for any other text.
    static @Nullable String host(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? unbracketed(text) : text;
        boolean isBracketed = bare.length() < text.length();
        boolean isName = !isBracketed && FORM.matcher(bare).matches() && isHost(bare);
        return isName || isIpv6(bare) ? bare.toLowerCase(Locale.ROOT) : null;
    }

    private static String unbracketed(String text) {
        return text.substring(1, text.length() - 1);
    }

    /// Whether what goes there stays on this machine.
    static boolean isLoopback(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? unbracketed(host) : host;
        return bare.equals("localhost") || bare.equals("::1") || bare.startsWith("127.");
    }

    private static boolean isHost(String name) {
        if (NUMBERS.matcher(name).matches()) {
            String[] bytes = name.split("\\.", -1);
            return bytes.length == 4
                    && List.of(bytes).stream().allMatch(b -> BYTE.matcher(b).matches());
        }
        return name.length() <= NAME_LENGTH_MAX && NAME.matcher(name).matches();
    }

    private static boolean isIpv6(String address) {
        try {
            return Inet6Address.ofLiteral(address) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// What is wrong with a text that is none.
    ///
    /// @param url all of it
    /// @param server what follows the scheme
    static List<String> advice(String url, String server) {
        String bare = server.strip();
        if (bare.isEmpty()) {
            return List.of("add the name or address of the server");
        }
        if (isIpv6(bare)) {
            return List.of(
                    "write `" + url.substring(0, url.indexOf("://") + 3) + "[" + bare + "]`");
        }
        return bare.contains("/")
                ? List.of("nothing can follow the port")
                : List.of("HOST is a name or an address, IPv6 in brackets; PORT is 1 to 65535");
    }

    /// As [#parse] reads it again.
    String text() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
