package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;

import org.jspecify.annotations.Nullable;

import taskmaster.config.LogComponent;
import taskmaster.config.LogLevel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// From which level on each component logs: what the configuration says, and what was changed
/// since. Any thread; nothing here waits for a disk.
final class Levels {

    private Setting configured = new Setting(LogLevel.INFO, Map.of());
    private Setting inForce = configured;

    /// @param own levels of components that do not have the common one
    private record Setting(LogLevel common, Map<LogComponent, LogLevel> own) {
        LogLevel of(LogComponent component) {
            return own.getOrDefault(component, common);
        }
    }

    /// Begins with what the configuration says.
    synchronized void begin(LogLevel common, Map<LogComponent, LogLevel> own) {
        configured = new Setting(common, Map.copyOf(own));
        apply(configured);
    }

    /// Takes what the configuration says now; what was changed meanwhile ends if that is new.
    ///
    /// @return whether changes were ended
    synchronized boolean configure(LogLevel common, Map<LogComponent, LogLevel> own) {
        Setting wanted = new Setting(common, Map.copyOf(own));
        boolean isNew = !wanted.equals(configured);
        boolean wasChanged = isNew && !inForce.equals(configured);
        configured = wanted;
        if (isNew) {
            apply(wanted);
        }
        return wasChanged;
    }

    /// Changes one component, or all of them.
    ///
    /// @param component null: all
    /// @param level null: what the configuration says
    synchronized void change(@Nullable LogComponent component, @Nullable LogLevel level) {
        if (component == null) {
            apply(level == null ? configured : new Setting(level, Map.of()));
            return;
        }
        Map<LogComponent, LogLevel> own = new EnumMap<>(LogComponent.class);
        own.putAll(inForce.own());
        own.put(component, level == null ? configured.of(component) : level);
        apply(new Setting(inForce.common(), own));
    }

    /// Every component, in order.
    synchronized List<ComponentLevel> all() {
        List<ComponentLevel> all = new ArrayList<>();
        for (LogComponent component : LogComponent.values()) {
            all.add(new ComponentLevel(component, inForce.of(component), configured.of(component)));
        }
        return all;
    }

    private void apply(Setting wanted) {
        inForce = wanted;
        LogProvider.level(logback(wanted.common()));
        for (LogComponent component : LogComponent.values()) {
            LogLevel own = wanted.own().get(component);
            LogProvider.level(component.word(), own == null ? null : logback(own));
        }
    }

    private static Level logback(LogLevel level) {
        return switch (level) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
            case TRACE -> Level.TRACE;
        };
    }
}
