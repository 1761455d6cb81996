package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CourierTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void pausesDoubleFromFiveSecondsToFiveMinutes() {
        Courier.Patience usual = Courier.Patience.USUAL;
        assertThat(usual.pauseNanos(1, 0.5)).isEqualTo(5 * SECOND);
        assertThat(usual.pauseNanos(2, 0.5)).isEqualTo(10 * SECOND);
        assertThat(usual.pauseNanos(6, 0.5)).isEqualTo(160 * SECOND);
        assertThat(usual.pauseNanos(7, 0.5)).isEqualTo(300 * SECOND);
        assertThat(usual.pauseNanos(1_000_000, 0.5)).isEqualTo(300 * SECOND);
    }

    @Test
    void pausesVaryByATenth() {
        Courier.Patience usual = Courier.Patience.USUAL;
        assertThat(usual.pauseNanos(1, 0)).isEqualTo(4_500_000_000L);
        assertThat(usual.pauseNanos(1, 1)).isEqualTo(5_500_000_000L);
    }
}
