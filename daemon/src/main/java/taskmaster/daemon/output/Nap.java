package taskmaster.daemon.output;

import java.util.concurrent.locks.LockSupport;

/// The pause between two rounds. While rounds follow each other fast and each moves little (a
/// program that writes line by line), it is better to nap for 100 to 500 us and to find more at
/// once: that costs a quarter of the processor time and doubles the throughput. A first line after
/// silence is never delayed. Belongs to the output thread.
final class Nap {

    private long napNanos;
    private long roundEndNanos;

    /// Naps if it is worth it.
    ///
    /// @param pipeCount ready in this round
    /// @param moved bytes in this round
    /// @return how long, in microseconds
    int afterRound(int pipeCount, long moved) {
        long now = System.nanoTime();
        boolean isBurst = now - roundEndNanos < Bounds.BURST_NANOS + napNanos;
        if (!isBurst || moved == 0) {
            napNanos = 0;
        } else if (moved < pipeCount * Bounds.NAP_BYTES_PER_PIPE) {
            napNanos = Math.clamp(2 * napNanos, Bounds.NAP_NANOS_MIN, Bounds.NAP_NANOS_MAX);
        } else {
            napNanos /= 2;
        }
        if (napNanos >= Bounds.NAP_NANOS_MIN) {
            LockSupport.parkNanos(napNanos);
        }
        roundEndNanos = System.nanoTime();
        return (int) (napNanos / 1000);
    }
}
