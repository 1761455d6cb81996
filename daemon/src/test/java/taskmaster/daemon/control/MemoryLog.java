package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A log in memory that can grow while it is read.
final class MemoryLog implements LogSource {

    final AtomicInteger open = new AtomicInteger();
    final List<Thread> readers = new ArrayList<>();
    volatile boolean isUnreadable;

    /// Never ends when followed: every read gets bytes, as under `yes`.
    volatile boolean isEndless;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final List<Runnable> waiting = new ArrayList<>();

    MemoryLog(String text) {
        append(text);
    }

    void append(String text) {
        List<Runnable> ready;
        synchronized (this) {
            content.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            ready = List.copyOf(waiting);
            waiting.clear();
        }
        ready.forEach(Runnable::run);
    }

    @Override
    public synchronized LogFollower open(LogStart start, boolean follow) throws IOException {
        if (isUnreadable) {
            throw new IOException("cannot read /var/log/x: permission denied (EACCES)");
        }
        byte[] all = content.toByteArray();
        int from =
                switch (start) {
                    case LogStart.Bytes bytes -> (int) Math.max(0, all.length - bytes.count());
                    case LogStart.Lines lines -> startOfLines(all, lines.count());
                };
        open.incrementAndGet();
        return new Follower(from, follow ? Integer.MAX_VALUE : all.length);
    }

    /// What a file has lost since it was opened for a range.
    volatile int lostBytes;

    @Override
    public synchronized LogSlice open(ByteRange range) {
        int total = content.size();
        long start = range.start(total);
        long end = range.end(total);
        open.incrementAndGet();
        return new LogSlice(
                new Follower((int) start, (int) Math.max(start, end - lostBytes)),
                start,
                end,
                total);
    }

    private static int startOfLines(byte[] all, int count) {
        int from = all.length;
        for (int lines = 0; from > 0; from--) {
            if (all[from - 1] == '\n' && from < all.length && ++lines == count) {
                break;
            }
        }
        return count == 0 ? all.length : from;
    }

    private final class Follower implements LogFollower {

        private final int end;
        private int at;
        private @Nullable Runnable pending;

        Follower(int at, int end) {
            this.at = at;
            this.end = end;
        }

        @Override
        public int read(byte[] buffer) {
            synchronized (MemoryLog.this) {
                readers.add(Thread.currentThread());
                if (isEndless) {
                    Arrays.fill(buffer, (byte) 'y');
                    return buffer.length;
                }
                byte[] all = content.toByteArray();
                int count = Math.min(buffer.length, Math.min(all.length, end) - at);
                if (count == 0) {
                    return at == end ? -1 : 0;
                }
                System.arraycopy(all, at, buffer, 0, count);
                at += count;
                return count;
            }
        }

        @Override
        public void whenReady(Runnable ready) {
            synchronized (MemoryLog.this) {
                waiting.remove(pending);
                pending = ready;
                if (at == content.size()) {
                    waiting.add(ready);
                    return;
                }
            }
            ready.run();
        }

        @Override
        public void close() {
            synchronized (MemoryLog.this) {
                waiting.remove(pending);
            }
            open.decrementAndGet();
        }
    }
}
