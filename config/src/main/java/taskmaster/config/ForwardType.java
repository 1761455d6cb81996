package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `forward`: one target, or a list of them.
final class ForwardType implements ValueType<List<ForwardTarget>> {

    /// No target at all.
    static final String NONE = "none";

    private static final String SYSLOG_SOCKET = "/dev/log";

    /// The machine's own.
    static final ForwardTarget LOCAL_SYSLOG = new ForwardTarget.LocalSyslog(SYSLOG_SOCKET);

    private static final List<String> WORDS = List.of("stdout", "stderr", "syslog", NONE);
    private static final String LOCAL = "syslog:";
    private static final String UDP = "syslog+udp://";
    private static final String TCP = "syslog+tcp://";

    @Override
    public @Nullable List<ForwardTarget> parse(Yaml node, Binding binding) {
        if (node instanceof Yaml.Sequence list) {
            return targets(list, binding);
        }
        if (node instanceof Yaml.Scalar scalar && scalar.isNull()) {
            binding.refuse(
                    node.place(),
                    "`%s` has no value".formatted(binding.key()),
                    "",
                    "write `none` to forward nothing");
            return null;
        }
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        if (text.strip().equalsIgnoreCase(NONE)) {
            return List.of();
        }
        @Nullable ForwardTarget target = target(text.strip(), node, binding);
        return target == null ? null : List.of(target);
    }

    private @Nullable List<ForwardTarget> targets(Yaml.Sequence list, Binding binding) {
        var targets = new ArrayList<ForwardTarget>();
        boolean isValid = true;
        for (Yaml item : list.items()) {
            @Nullable String text = binding.itemText(item);
            @Nullable ForwardTarget target =
                    text == null ? null : target(text.strip(), item, binding);
            isValid &= target != null;
            if (target != null && targets.contains(target)) {
                binding.refuse(
                        item.place(),
                        "%s stands in `%s` twice"
                                .formatted(Texts.quoted(text(target)), binding.key()),
                        "each line would be sent twice",
                        "remove one of them");
                isValid = false;
            } else if (target != null) {
                targets.add(target);
            }
        }
        return isValid ? List.copyOf(targets) : null;
    }

    private @Nullable ForwardTarget target(String text, Yaml node, Binding binding) {
        return target(text, node, binding, description(), WORDS);
    }

    /// One target; null after a problem, which is reported.
    ///
    /// @param wanted ends the sentence "must be ..."
    /// @param words that one could have meant
    static @Nullable ForwardTarget target(
            String text, Yaml node, Binding binding, String wanted, List<String> words) {
        String word = text.toLowerCase(Locale.ROOT);
        if (word.startsWith(UDP) || word.startsWith(TCP)) {
            boolean isTcp = word.startsWith(TCP);
            @Nullable HostAndPort server = HostAndPort.parse(text.substring(UDP.length()));
            if (server == null) {
                refuse(text, node, binding, wanted, words);
            }
            return server == null
                    ? null
                    : new ForwardTarget.RemoteSyslog(isTcp, server.host(), server.port());
        }
        if (word.startsWith(LOCAL) && !word.startsWith("syslog://")) {
            return socket(text, node, binding, wanted, words);
        }
        return switch (word) {
            case "stdout" -> new ForwardTarget.DaemonStdout();
            case "stderr" -> new ForwardTarget.DaemonStderr();
            case "syslog" -> LOCAL_SYSLOG;
            default -> {
                refuse(text, node, binding, wanted, words);
                yield null;
            }
        };
    }

    private static @Nullable ForwardTarget socket(
            String text, Yaml node, Binding binding, String wanted, List<String> words) {
        String path = text.substring(LOCAL.length()).strip();
        if (path.isEmpty() || path.endsWith("/")) {
            refuse(text, node, binding, wanted, words);
            return null;
        }
        @Nullable String absolute = PathType.absolute(path, node, binding);
        if (absolute != null && Texts.isLonger(absolute, ConfigLimits.SOCKET_PATH_BYTES_MAX)) {
            binding.refuse(
                    node.place(),
                    "the socket of `%s` is longer than %d bytes"
                            .formatted(binding.key(), ConfigLimits.SOCKET_PATH_BYTES_MAX),
                    "the kernel takes no longer path for a socket",
                    "it is " + Texts.quoted(absolute));
            return null;
        }
        return absolute == null ? null : new ForwardTarget.LocalSyslog(absolute);
    }

    private static void refuse(
            String text, Yaml node, Binding binding, String wanted, List<String> words) {
        binding.refuseValue(node, text, wanted, advice(text, words));
    }

    private static List<String> advice(String text, List<String> words) {
        String word = text.toLowerCase(Locale.ROOT);
        int slashes = word.indexOf("://");
        if (slashes > 0) {
            String server = text.substring(slashes + 3);
            return switch (word.substring(0, slashes)) {
                case "syslog+udp", "syslog+tcp" -> HostAndPort.advice(word, server);
                case "syslog", "udp", "syslog-udp" -> List.of("write `" + UDP + server + "`");
                case "tcp", "syslog-tcp" -> List.of("write `" + TCP + server + "`");
                case "syslog+tls", "tls", "syslogs" ->
                        List.of("TLS is not available: let a syslog daemon on this machine relay");
                default -> List.of();
            };
        }
        return switch (word) {
            case "none" -> List.of("write `forward: none`, or `[]`, alone");
            case "/dev/stdout", "console", "docker", "true", "yes", "on" ->
                    List.of("write `stdout` for the daemon's own");
            case "/dev/stderr" -> List.of("write `stderr` for the daemon's own");
            case "/dev/log", "journal", "journald" -> List.of("write `syslog`");
            case "false", "no", "off" -> List.of("write `none`");
            default ->
                    word.startsWith("/") || word.startsWith("unix:")
                            ? List.of("write `syslog:" + word.replaceFirst("^unix:", "") + "`")
                            : Suggestions.didYouMean(text, words, "");
        };
    }

    /// A target as [#parse] reads it again.
    static String text(ForwardTarget target) {
        return switch (target) {
            case ForwardTarget.DaemonStdout _ -> "stdout";
            case ForwardTarget.DaemonStderr _ -> "stderr";
            case ForwardTarget.LocalSyslog local ->
                    local.path().equals(SYSLOG_SOCKET) ? "syslog" : LOCAL + local.path();
            case ForwardTarget.RemoteSyslog remote ->
                    (remote.isTcp() ? TCP : UDP)
                            + new HostAndPort(remote.host(), remote.port()).text();
        };
    }

    @Override
    public String description() {
        return "`none`, `stdout`, `stderr`, `syslog`, `syslog:PATH`, `syslog+udp://HOST`,"
                + " `syslog+tcp://HOST` or a list of them";
    }
}
