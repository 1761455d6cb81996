package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;

import java.util.List;
import java.util.Locale;

/// One syslog in the words of `forward`, or none: a list of one or none.
final class SyslogType implements ValueType<List<ForwardTarget>> {

    @Override
    public @Nullable List<ForwardTarget> parse(Yaml node, Binding binding) {
        @Nullable String text = binding.text(node, description());
        if (text == null) {
            return null;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "none", "false", "no", "off" -> List.of();
            case "local", "true", "yes", "on" -> List.of(ForwardType.LOCAL_SYSLOG);
            case "stdout", "stderr", "/dev/stdout", "/dev/stderr", "console" -> {
                binding.refuseValue(node, text, description(), List.of("that is no syslog"));
                yield null;
            }
            default -> {
                @Nullable ForwardTarget target =
                        ForwardType.target(
                                text.strip(),
                                node,
                                binding,
                                description(),
                                List.of("none", "local", "syslog"));
                yield target == null ? null : List.of(target);
            }
        };
    }

    /// A target as [#parse] reads it again.
    static String text(@Nullable ForwardTarget target) {
        if (target == null) {
            return ForwardType.NONE;
        }
        return target.equals(ForwardType.LOCAL_SYSLOG) ? "local" : ForwardType.text(target);
    }

    @Override
    public String description() {
        return "`none`, `local`, `syslog:PATH`, `syslog+udp://HOST` or `syslog+tcp://HOST`";
    }
}
