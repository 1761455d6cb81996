package taskmaster.daemon.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

import taskmaster.core.ExitStatus;
import taskmaster.core.Signals;
import taskmaster.linux.Errno;
import taskmaster.linux.Kernel;
import taskmaster.linux.Poller;
import taskmaster.linux.ReapResult;
import taskmaster.linux.SpawnResult;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The life of one command: feeds it, listens to it, waits for its end and reaps it. It waits for
/// the command only, not for what the command leaves behind; at the end of the time the whole group
/// is ended.
final class CommandRun implements AutoCloseable {

    private static final long DEATH = 0;
    private static final long INPUT = 1;
    private static final long OUTPUT = 2;
    private static final int BUFFER_BYTES = 16 << 10;

    /// Of output read after the death, so that what others still print cannot keep us.
    private static final int ROUNDS_AFTER_DEATH = 8;

    private final Kernel kernel;
    private final SpawnResult.Spawned child;
    private final Poller poller;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final byte[] kept = new byte[MessageLimits.ANSWER_BYTES_MAX];
    private int keptBytes;
    private int input;
    private int output;
    private byte[] left = new byte[0];

    /// Takes over the poller, the child and the descriptors.
    ///
    /// @param input the write end of its standard input, non-blocking
    /// @param output the read end of its output, non-blocking
    CommandRun(Kernel kernel, Poller poller, SpawnResult.Spawned child, int input, int output) {
        this.kernel = kernel;
        this.child = child;
        this.input = input;
        this.output = output;
        this.poller = poller;
        poller.add(child.pidfd(), DEATH, Poller.READABLE);
        poller.add(input, INPUT, Poller.WRITABLE);
        poller.add(output, OUTPUT, Poller.READABLE);
    }

    /// Runs it to its end.
    ///
    /// @return null if it took too long and was ended
    @Nullable ExitStatus finish(byte[] text, long timeoutNanos) {
        left = text;
        long endNanos = System.nanoTime() + timeoutNanos;
        ExitStatus status = await(endNanos);
        if (status != null) {
            drain();
            return status;
        }
        kernel.signalGroup(child.pid(), child.pidfd(), Signals.SIGTERM);
        status = await(System.nanoTime() + MessageLimits.COMMAND_GRACE_NANOS);
        kernel.signalGroup(child.pid(), child.pidfd(), Signals.SIGKILL);
        while (status == null) {
            status = await(System.nanoTime() + MessageLimits.COMMAND_GRACE_NANOS);
        }
        drain();
        return null;
    }

    /// What it printed, its beginning.
    String output() {
        return new String(kept, 0, keptBytes, UTF_8);
    }

    /// @return null if it is still alive then
    private @Nullable ExitStatus await(long endNanos) {
        long[] tokens = new long[3];
        while (true) {
            long rest = endNanos - System.nanoTime();
            if (rest <= 0) {
                return null;
            }
            int millis = (int) Math.min(rest / 1_000_000 + 1, Integer.MAX_VALUE);
            int count = poller.await(tokens, millis);
            for (int index = 0; index < count; index++) {
                if (tokens[index] == INPUT) {
                    feed();
                } else if (tokens[index] == OUTPUT) {
                    listen();
                }
            }
            ReapResult result = kernel.reap(child.pid(), child.pidfd());
            if (result instanceof ReapResult.Reaped reaped) {
                return reaped.status();
            }
            if (result instanceof ReapResult.NotOurs) {
                return new ExitStatus.Unknown();
            }
        }
    }

    /// Writes as much as it takes; at the end, or when it does not want more, closes.
    private void feed() {
        buffer.clear().put(left, 0, Math.min(left.length, buffer.capacity())).flip();
        int written = input < 0 ? 0 : kernel.write(input, buffer);
        if (written > 0) {
            left = Arrays.copyOfRange(left, written, left.length);
        }
        if (left.length == 0 || (written < 0 && written != -Errno.EAGAIN)) {
            closeInput();
        }
    }

    /// Keeps the beginning of what it prints and throws the rest away.
    ///
    /// @return false if there is nothing now
    private boolean listen() {
        if (output < 0) {
            return false;
        }
        buffer.clear();
        int read = kernel.read(output, buffer);
        if (read == -Errno.EAGAIN) {
            return false;
        }
        if (read <= 0) {
            closeOutput();
            return false;
        }
        int wanted = Math.min(read, kept.length - keptBytes);
        buffer.flip().get(kept, keptBytes, wanted);
        keptBytes += wanted;
        return true;
    }

    private void drain() {
        for (int round = 0; round < ROUNDS_AFTER_DEATH && listen(); round++) {}
    }

    private void closeInput() {
        if (input >= 0) {
            poller.remove(input);
            kernel.close(input);
            input = -1;
        }
    }

    private void closeOutput() {
        if (output >= 0) {
            poller.remove(output);
            kernel.close(output);
            output = -1;
        }
    }

    @Override
    public void close() {
        closeInput();
        closeOutput();
        poller.close();
        kernel.close(child.pidfd());
    }
}
