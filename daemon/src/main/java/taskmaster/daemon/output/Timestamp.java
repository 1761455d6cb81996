package taskmaster.daemon.output;

/// The time of lines, as `2026-11-23T05:52:50.123Z`. Confined to one thread: the last one is kept.
final class Timestamp {

    /// Its length, always.
    static final int BYTES = 24;

    private final UtcTime time = new UtcTime();
    private final StringBuilder text = new StringBuilder(BYTES);
    private final byte[] bytes = new byte[BYTES];
    private long millis = Long.MIN_VALUE;

    /// Puts the time at `at`.
    ///
    /// @param wallMillis since the epoch
    void put(long wallMillis, byte[] target, int at) {
        if (wallMillis != millis) {
            millis = wallMillis;
            text.setLength(0);
            time.append(text, wallMillis);
            for (int index = 0; index < BYTES; index++) {
                bytes[index] = (byte) text.charAt(index);
            }
        }
        System.arraycopy(bytes, 0, target, at, BYTES);
    }
}
