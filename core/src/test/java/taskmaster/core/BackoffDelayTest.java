package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Random;

class BackoffDelayTest {

    private static final ProcessId WEB = new ProcessId("web", 0);
    private static final List<Integer> SECONDS = List.of(1, 2, 4, 8, 16, 32, 60, 60);

    @Test
    void itDoublesUpToAMinuteWithinATenth() {
        var random = new Random(1);
        for (int i = 0; i < SECONDS.size(); i++) {
            long ideal = SECONDS.get(i) * SECOND;
            for (int sample = 0; sample < 1000; sample++) {
                assertThat(BackoffDelay.nanos(WEB, i + 1, random.nextLong()))
                        .isBetween(ideal - ideal / 10, ideal + ideal / 10);
            }
        }
    }

    @Test
    void itStaysAtAMinuteForever() {
        for (int deaths : List.of(8, 31, 32, 63, 64, 65, 1000, Integer.MAX_VALUE)) {
            assertThat(BackoffDelay.nanos(WEB, deaths, 0)).isBetween(54 * SECOND, 66 * SECOND);
        }
    }

    @Test
    void theSameInputsGiveTheSameDelay() {
        assertThat(BackoffDelay.nanos(WEB, 3, 12345)).isEqualTo(BackoffDelay.nanos(WEB, 3, 12345));
        assertThat(BackoffDelay.nanos(WEB, 1, 0)).as("on every JVM").isEqualTo(990_808_368L);
    }

    @Test
    void aFleetDoesNotRestartInStep() {
        long distinct =
                java.util.stream.IntStream.range(0, 100)
                        .mapToLong(index -> BackoffDelay.nanos(new ProcessId("web", index), 1, 0))
                        .distinct()
                        .count();

        assertThat(distinct).isEqualTo(100);
    }

    @Test
    void theVariationUsesItsWholeRange() {
        var delays =
                java.util.stream.LongStream.range(0, 1000)
                        .map(now -> BackoffDelay.nanos(WEB, 1, now))
                        .summaryStatistics();

        assertThat(delays.getMin()).isLessThan(SECOND - SECOND / 11);
        assertThat(delays.getMax()).isGreaterThan(SECOND + SECOND / 11);
        assertThat(delays.getAverage()).isBetween(0.99 * SECOND, 1.01 * SECOND);
    }
}
