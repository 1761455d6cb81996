package taskmaster.config;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ForwardTarget;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputSpec;
import taskmaster.core.Rotation;
import taskmaster.core.StreamTarget;

import java.util.List;
import java.util.Map;

/// Warns of settings of output that do not do together what each of them says.
///
/// @param layers the mappings that the settings come from, the strongest first
record OutputChecks(Reading reading, List<Map<String, Yaml.Entry>> layers) {

    void program(LaunchSpec launch, OutputSpec output) {
        rotation(output.rotation());
        StreamTarget stdout = launch.stdout();
        boolean isMerged = launch.stderr() instanceof StreamTarget.MergedIntoStdout;
        StreamTarget stderr = isMerged ? stdout : launch.stderr();
        for (ForwardTarget target : output.forward()) {
            if (isSame(target, stdout)) {
                warnOfTwice(SettingTable.STDOUT, target);
            } else if (isSame(target, stderr)) {
                warnOfTwice(SettingTable.STDERR, target);
            }
        }
        boolean isDiscarded =
                stdout instanceof StreamTarget.Discarded
                        && stderr instanceof StreamTarget.Discarded;
        Yaml.@Nullable Entry own = layers.getFirst().get(SettingTable.FORWARD.key());
        if (isDiscarded && own != null && !output.forward().isEmpty()) {
            warning(
                    own.value().place(),
                    "nothing is forwarded: `stdout` and `stderr` are discarded",
                    "write `stdout: auto` for a log file besides",
                    "write `stdout: /dev/stdout` for the daemon's own output alone");
        }
    }

    private static boolean isSame(ForwardTarget forward, StreamTarget stream) {
        return switch (forward) {
            case ForwardTarget.DaemonStdout _ -> stream instanceof StreamTarget.ToDaemonStdout;
            case ForwardTarget.DaemonStderr _ -> stream instanceof StreamTarget.ToDaemonStderr;
            case ForwardTarget.LocalSyslog _, ForwardTarget.RemoteSyslog _ -> false;
        };
    }

    private void warnOfTwice(Setting<?> stream, ForwardTarget target) {
        @Nullable Place place = place(stream);
        String word = ForwardType.text(target);
        warning(
                place == null ? place(SettingTable.FORWARD) : place,
                "each line appears twice: `%s` goes to the daemon's %s, and `forward` sends it there again"
                        .formatted(stream.key(), word),
                "remove `%s` from `forward`, or write `forward: none`".formatted(word),
                "write `%s: auto` for a log file besides".formatted(stream.key()));
    }

    /// Also of the daemon's own log.
    void rotation(Rotation rotation) {
        boolean isTimed = rotation.interval() != Rotation.Interval.NONE;
        if (isTimed && rotation.backups() == 0) {
            warning(
                    place(SettingTable.INTERVAL, SettingTable.BACKUPS),
                    "with `backups: 0` no old file stays: `interval` empties the log",
                    "write `backups: 1` or more",
                    "write `interval: none`");
        }
        if (rotation.isCompressed() && rotation.backups() == 0) {
            warning(
                    place(SettingTable.COMPRESS, SettingTable.BACKUPS),
                    "with `backups: 0` no old file stays: `compress` has nothing to do",
                    "write `backups: 1` or more",
                    "write `compress: false`");
        } else if (rotation.isCompressed() && !isTimed && rotation.maxBytes() == 0) {
            warning(
                    place(SettingTable.COMPRESS, SettingTable.MAXBYTES),
                    "with `maxbytes: 0` and no `interval` nothing is rotated:"
                            + " `compress` has nothing to do",
                    "write `interval: daily`, or a size",
                    "write `compress: false`");
        }
    }

    private void warning(@Nullable Place place, String message, String... help) {
        if (place != null) {
            reading.problems().warning(place, message, "", help);
        }
    }

    /// Where one of two settings of `logrotate` stands that do not fit, in the strongest layer.
    private @Nullable Place place(Setting<?> one, Setting<?> other) {
        for (Map<String, Yaml.Entry> layer : layers) {
            Yaml.@Nullable Entry logrotate = layer.get(SettingTable.LOGROTATE_OF_PROGRAM.key());
            if (logrotate != null && logrotate.value() instanceof Yaml.Mapping mapping) {
                Map<String, Yaml.Entry> parts = reading.mergeKeys().entries(mapping);
                Yaml.@Nullable Entry part = parts.getOrDefault(one.key(), parts.get(other.key()));
                if (part != null) {
                    return part.value().place();
                }
            }
        }
        return null;
    }

    private @Nullable Place place(Setting<?> setting) {
        for (Map<String, Yaml.Entry> layer : layers) {
            Yaml.@Nullable Entry entry = layer.get(setting.key());
            if (entry != null) {
                return entry.value().place();
            }
        }
        return null;
    }
}
