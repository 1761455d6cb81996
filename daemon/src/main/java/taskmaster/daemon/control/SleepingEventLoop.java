package taskmaster.daemon.control;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.nio.NioIoHandler;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadFactory;

/// Netty's event loop, but one that sleeps for ever when nothing is due; Netty's own wakes once a
/// second to see whether cancelled timers can be thrown away, which they are at once.
final class SleepingEventLoop extends SingleThreadIoEventLoop {

    /// It is a group of its own; Netty takes null for that.
    private static final @Nullable IoEventLoopGroup NO_PARENT = null;

    @SuppressWarnings("NullAway") // Netty says nothing of null, and means it: see NO_PARENT
    SleepingEventLoop(ThreadFactory threads) {
        super(NO_PARENT, threads, NioIoHandler.newFactory());
    }

    @Override
    protected long delayNanos(long currentNanos) {
        return nextScheduledTaskDeadlineNanos() < 0
                ? Long.MAX_VALUE
                : super.delayNanos(currentNanos);
    }
}
