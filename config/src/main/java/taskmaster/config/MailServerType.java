package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// `server` of `mail`: a name or an address, and nothing around it.
final class MailServerType implements ValueType<String> {

    @Override
    public @Nullable String parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        @Nullable String host = HostAndPort.host(text.strip());
        if (host != null) {
            return host;
        }
        if (text.contains("@")) {
            // smtps://user:password@host
            node.place().source().hide(node.place());
            binding.refuse(
                    node.place(),
                    "`%s` must be %s".formatted(binding.key(), description()),
                    "",
                    "who logs in stands in `username` and `password_file`");
            return null;
        }
        binding.refuseValue(node, text, description(), advice(text.strip()));
        return null;
    }

    private static List<String> advice(String text) {
        var advice = new ArrayList<String>();
        String bare = text.replaceFirst("^[a-zA-Z0-9+.-]*://", "").replaceFirst("/.*$", "");
        String host = bare.replaceFirst(":[0-9]*$", "");
        if (!host.equals(text) && HostAndPort.host(host) != null) {
            advice.add("write `server: " + host + "`");
            String port = bare.substring(Math.min(bare.length(), host.length() + 1));
            if (ValueTypes.wholeNumber(port, 1, 65535) != null) {
                advice.add("write `port: " + port + "` beside it");
            }
        }
        return advice;
    }

    @Override
    public String description() {
        return "the name or address of a mail server";
    }
}
