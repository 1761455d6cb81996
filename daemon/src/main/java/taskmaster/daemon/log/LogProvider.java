package taskmaster.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/// Binds SLF4J to Logback without Logback's own start: no search for configurators and
/// `logback.xml`, no version check, no XML. That start alone takes 44 ms and 4 MB (ADR 0006).
///
/// SLF4J makes it, by the name that [DaemonLog] puts into the property `slf4j.provider`.
public final class LogProvider implements SLF4JServiceProvider {

    static final LogQueue QUEUE = new LogQueue();
    private static final LoggerContext CONTEXT = new LoggerContext();

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter noContextMap = new NOPMDCAdapter();

    /// For SLF4J.
    public LogProvider() {}

    @Override
    public void initialize() {
        CONTEXT.setName("taskmaster");
        CONTEXT.setMDCAdapter(noContextMap);
        QUEUE.setContext(CONTEXT);
        QUEUE.start();
        ch.qos.logback.classic.Logger root = CONTEXT.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(QUEUE);
        // What Netty finds worth telling below that is about itself, not about programs.
        CONTEXT.getLogger("io.netty").setLevel(Level.WARN);
        CONTEXT.start();
    }

    static void level(Level level) {
        CONTEXT.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level);
    }

    /// @param level null: the common one
    static void level(String component, @Nullable Level level) {
        CONTEXT.getLogger(component).setLevel(level);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return CONTEXT;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return noContextMap;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
