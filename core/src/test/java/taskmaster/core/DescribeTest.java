package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.core.Specs.SECOND;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescribeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 ms",
        "999, 999 ms",
        "1000, 1 s",
        "1500, 1.5 s",
        "1049, 1 s",
        "59999, 59.9 s",
        "60000, 1 m 0 s",
        "123000, 2 m 3 s",
        "3599999, 59 m 59 s",
        "3600000, 1 h 0 m",
        "11040000, 3 h 4 m",
        "86400000, 1 d 0 h",
        "453600000, 5 d 6 h",
        "-5, 0 ms"
    })
    void durationsHaveTheirTwoLargestUnits(long millis, String text) {
        assertThat(Describe.duration(millis * (SECOND / 1000))).isEqualTo(text);
    }

    @Test
    void endsAreSaidInWords() {
        assertThat(Describe.status(new ExitStatus.Code(3))).isEqualTo("exit code 3");
        assertThat(Describe.status(new ExitStatus.Signaled(9, false)))
                .isEqualTo("killed by SIGKILL");
        assertThat(Describe.status(new ExitStatus.Signaled(11, true)))
                .isEqualTo("killed by SIGSEGV (core dumped)");
        assertThat(Describe.status(new ExitStatus.Unknown())).isEqualTo("exit status unknown");
    }
}
