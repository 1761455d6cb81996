package taskmaster.config;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// `url` of a webhook. It often is a secret, so no message shows it.
final class WebhookUrlType implements ValueType<URI> {

    @Override
    public @Nullable URI parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        if (text.length() > ConfigLimits.URL_CHARACTERS_MAX || !Texts.isBetween(text, '!', '~')) {
            return refuse(
                    node,
                    binding,
                    "",
                    "it holds a blank, a control character or one that is not ASCII, or more than "
                            + ConfigLimits.URL_CHARACTERS_MAX
                            + " characters");
        }
        try {
            return checked(new URI(text), node, binding);
        } catch (URISyntaxException malformed) {
            return refuse(
                    node,
                    binding,
                    "",
                    Texts.oneLine(malformed.getReason())
                            + (malformed.getIndex() < 0
                                    ? ""
                                    : ", at character " + (malformed.getIndex() + 1)));
        }
    }

    private @Nullable URI checked(URI url, Yaml node, Binding binding) {
        @Nullable String scheme = url.getScheme();
        String known = scheme == null ? "" : scheme.toLowerCase(Locale.ROOT);
        if (!known.equals("http") && !known.equals("https")) {
            return refuse(node, binding, "", "it must begin with `https://` or `http://`");
        }
        if (url.getRawUserInfo() != null) {
            return refuse(
                    node,
                    binding,
                    "a user and a password stand in it",
                    "write `headers: {Authorization: ...}`");
        }
        @Nullable String host = url.getHost();
        if (host == null || HostAndPort.host(host) == null) {
            return refuse(
                    node, binding, "", "no host could be found in it; a name cannot hold `_`");
        }
        return url.getPort() == 0 || url.getPort() > 65535
                ? refuse(node, binding, "", "a port is 1 to 65535")
                : url;
    }

    private @Nullable URI refuse(Yaml node, Binding binding, String label, String help) {
        binding.refuse(
                node.place(),
                "`%s` must be %s".formatted(binding.key(), description()),
                label,
                help);
        return null;
    }

    @Override
    public String description() {
        return "an address with `https://` or `http://`";
    }
}
