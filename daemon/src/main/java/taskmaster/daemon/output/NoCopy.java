package taskmaster.daemon.output;

/// Takes no line.
record NoCopy() implements LineCopy {

    @Override
    public boolean offer(
            byte[] bytes, int from, int to, String process, boolean isStderr, long wallMillis) {
        return false;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
