package taskmaster.daemon.output;

import taskmaster.linux.Kernel;

import java.nio.ByteBuffer;

/// Takes everything and keeps nothing: for a stream without a log whose lines are copied elsewhere.
final class NowhereSink extends Sink {

    NowhereSink(Kernel kernel, SinkOwner owner, String key) {
        super(kernel, owner, key);
    }

    @Override
    int transfer(Pipe pipe, ByteBuffer buffer) {
        buffer.position(buffer.limit());
        return 0;
    }

    @Override
    void recover(int errno) {
        // It is never stuck.
    }

    @Override
    String label() {
        return "/dev/null";
    }

    @Override
    boolean isOrdinary(int errno) {
        return true;
    }

    @Override
    void close() {
        // It holds nothing.
    }

    @Override
    long rotations() {
        return 0;
    }
}
