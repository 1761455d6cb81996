package taskmaster.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.OptionalInt;

class SignalsTest {

    @ParameterizedTest
    @CsvSource({
        "TERM, 15",
        "SIGTERM, 15",
        "term, 15",
        "SigTerm, 15",
        "15, 15",
        "' TERM ', 15",
        "HUP, 1",
        "INT, 2",
        "QUIT, 3",
        "KILL, 9",
        "USR1, 10",
        "USR2, 12",
        "CHLD, 17",
        "CONT, 18",
        "STOP, 19",
        "WINCH, 28",
        "SYS, 31",
        "IOT, 6",
        "CLD, 17",
        "POLL, 29",
        "1, 1",
        "64, 64",
        "RTMIN, 34",
        "SIGRTMIN+3, 37",
        "RTMIN+30, 64",
        "RTMAX, 64",
        "RTMAX-30, 34",
        "rtmax-1, 63"
    })
    void namesAndNumbersAreUnderstood(String text, int number) {
        assertThat(Signals.parse(text)).hasValue(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "SIG",
                "SIGSIGTERM",
                "TERMINATE",
                "0",
                "65",
                "-1",
                "+15",
                "015",
                "1e1",
                "SIG15",
                "RTMIN-1",
                "RTMIN+",
                "RTMIN+31",
                "RTMAX+1",
                "RTMAX-31",
                "RTMIN+1+1",
                "99999999999",
                "١٥",
                "TERM KILL"
            })
    void whatIsNoSignalIsRefused(String text) {
        assertThat(Signals.parse(text)).isEqualTo(OptionalInt.empty());
    }

    @Test
    void everyNamedSignalIsReadBack() {
        for (int signal = 1; signal <= 64; signal++) {
            if (signal != 32 && signal != 33) {
                assertThat(Signals.parse(Signals.name(signal))).hasValue(signal);
            }
        }
    }

    @Test
    void whatHasNoNameIsShownByNumber() {
        assertThat(Signals.name(33)).isEqualTo("signal 33");
        assertThat(Signals.name(0)).isEqualTo("signal 0");
        assertThat(Signals.name(-1)).isEqualTo("signal -1");
        assertThat(Signals.name(34)).isEqualTo("SIGRTMIN");
    }
}
