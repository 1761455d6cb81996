package taskmaster.daemon.alert;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import taskmaster.core.AlertType;

import java.util.ArrayList;
import java.util.List;

class WordingTest {

    private static final String CONTROLS =
            "(?s).*[\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066\\ufeff].*";

    @Test
    void subjectOfOneSaysHostProcessAndWhatHappened() {
        assertThat(Wording.subject(Messages.of(Messages.aborted("web:web_00"))))
                .isEqualTo("[box] web:web_00 aborted: exit code 3");
    }

    @Test
    void subjectOfRepetitionsSaysHowOftenInHowLong() {
        Alert alert =
                Messages.alert(
                        AlertType.UNEXPECTED_EXIT,
                        "db",
                        "exited unexpectedly: exit code 1",
                        List.of());
        AlertMessage.Entry entry = new AlertMessage.Entry(alert, 37, Messages.WHEN - 300_000);

        assertThat(Wording.subject(Messages.of(List.of(entry))))
                .isEqualTo("[box] db exited unexpectedly: exit code 1 (37 times in 5 m 0 s)");
    }

    @Test
    void subjectOfManyCountsThemAndNamesTheWorst() {
        List<Alert> alerts = new ArrayList<>();
        for (int number = 0; number < 9; number++) {
            alerts.add(
                    Messages.alert(AlertType.UNEXPECTED_EXIT, "p" + number, "exited", List.of()));
        }
        alerts.add(Messages.aborted("a"));
        alerts.add(Messages.aborted("b"));
        alerts.add(Messages.aborted("c"));

        assertThat(Wording.subject(Messages.of(alerts.toArray(Alert[]::new))))
                .isEqualTo(
                        "[box] 12 programs: 3 aborted, 9 exited unexpectedly (a, b, c and 9 more)");
    }

    @Test
    void processesOfOneProgramAreNotCalledPrograms() {
        AlertMessage message =
                Messages.of(Messages.aborted("web:web_00"), Messages.aborted("web:web_01"));

        assertThat(Wording.subject(message))
                .isEqualTo("[box] 2 processes: 2 aborted (web:web_00, web:web_01)");
    }

    @Test
    void subjectIsBoundedAndHarmless() {
        String subject = Wording.subject(Messages.hostile());

        assertThat(subject).hasSizeLessThanOrEqualTo(150).doesNotMatch(CONTROLS);
    }

    @Test
    void subjectOfTestSaysSo() {
        assertThat(Wording.subject(Messages.test())).isEqualTo("[box] test alert of taskmaster");
    }

    @Test
    void plainTextHasWhatATiredPersonNeeds() {
        Alert alert =
                new Alert(
                        AlertType.UNEXPECTED_EXIT,
                        "web",
                        "web:web_00",
                        Messages.WHEN,
                        "exited unexpectedly: killed by SIGSEGV after 2.5 s",
                        null,
                        "SIGSEGV",
                        2.5,
                        4,
                        8.0,
                        List.of("one", "\u001b[31mtwo\u001b[0m"));
        AlertMessage.Entry entry = new AlertMessage.Entry(alert, 37, Messages.WHEN - 300_000);

        assertThat(PlainText.of(Messages.of(List.of(entry))))
                .isEqualTo(
                        """
                        web:web_00 exited unexpectedly: killed by SIGSEGV after 2.5 s (37 times in 5 m 0 s)

                          When           2026-11-23 07:00:01 UTC
                          Signal         SIGSEGV
                          Had run for    2.5 s
                          How often      37 times in 5 m 0 s, since 2026-11-23 06:55:01 UTC
                          Restarts       4 since it was started by hand or reload
                          Next attempt   2026-11-23 07:00:09 UTC, 8 s later

                          Last lines of standard error:
                          | one
                          | two

                          To look further:
                            taskmasterctl -c /etc/tm.yaml status web:web_00
                            taskmasterctl -c /etc/tm.yaml tail web:web_00 stderr


                        -- \n\
                        taskmaster on box, /etc/tm.yaml
                        """);
    }

    @Test
    void abortedSaysThatNothingComesByItself() {
        assertThat(PlainText.of(Messages.of(Messages.aborted("web"))))
                .contains("Next attempt   none: it stays down until it is started again")
                .contains("taskmasterctl -c /etc/tm.yaml start web\n");
    }

    @Test
    void onlyTheLastTwentyLinesAreTold() {
        List<String> lines = new ArrayList<>();
        for (int number = 0; number < 100; number++) {
            lines.add("line " + number);
        }
        String text =
                PlainText.of(Messages.of(Messages.alert(AlertType.ABORTED, "a", "aborted", lines)));

        assertThat(text).contains("| line 80\n", "| line 99\n").doesNotContain("line 79");
    }

    @Test
    void plainTextIsBoundedAndHarmless() {
        String text = PlainText.of(Messages.hostile());

        assertThat(text.getBytes(UTF_8)).hasSizeLessThanOrEqualTo(64 << 10);
        assertThat(text.replace("\n", "")).doesNotMatch(CONTROLS);
        assertThat(text.lines()).noneMatch(line -> line.startsWith("Bcc") || line.equals("."));
    }

    @Test
    void thousandAlertsAreBoundedAndCounted() {
        List<String> lines = List.of("é".repeat(100_000), "x".repeat(100_000), "&".repeat(1000));
        List<Alert> alerts = new ArrayList<>();
        for (int number = 0; number < 1000; number++) {
            alerts.add(
                    Messages.alert(
                            AlertType.ABORTED, "p" + number, "aborted " + "ü".repeat(400), lines));
        }
        AlertMessage message = Messages.of(alerts.toArray(Alert[]::new));

        assertThat(PlainText.of(message).getBytes(UTF_8)).hasSizeBetween(60_000, 64 << 10);
        assertThat(PlainText.of(message)).containsPattern("\\d+ more alerts are not told here\\.");
        assertThat(HtmlText.of(message).getBytes(UTF_8)).hasSizeBetween(60_000, 64 << 10);
        assertThat(HtmlText.of(message)).endsWith("</html>\n");
        assertThat(AlertJson.of(message)).hasSizeBetween(200_000, 256 << 10);
        assertThat(new String(AlertJson.of(message), UTF_8)).containsPattern("\"left_out\":[1-9]");
    }

    @Test
    void htmlEscapesAll() {
        String html = HtmlText.of(Messages.hostile());

        assertThat(html)
                .contains("&lt;script&gt;")
                .doesNotContain("<script")
                .contains("color-scheme\" content=\"light dark");
        assertThat(html.replace("\n", "")).doesNotMatch(CONTROLS);
    }

    @Test
    void commandsAreQuotedForAShell() {
        String text = PlainText.of(Messages.hostile());

        assertThat(text).contains("taskmasterctl -c '/etc/a  X-Evil: 3'\\''$(x)' status");
    }

    @Test
    void jsonHasAllFields() {
        assertThat(new String(AlertJson.of(Messages.of(Messages.aborted("web:web_00"))), UTF_8))
                .isEqualTo(
                        "{\"id\":\"box-1-2\",\"host\":\"box\",\"configuration\":\"/etc/tm.yaml\",\"test\":false,\"subject\":\"[box]"
                            + " web:web_00 aborted: exit code 3\","
                            + "\"left_out\":0,\"entries\":[{\"type\":\"aborted\",\"program\":\"web\","
                            + "\"process\":\"web:web_00\",\"time\":\"2026-11-23T07:00:01.250Z\","
                            + "\"first_time\":\"2026-11-23T07:00:01.250Z\",\"count\":1,\"text\":\"aborted:"
                            + " exit code 3\",\"exit_code\":3,\"exit_signal\":null,"
                            + "\"uptime_seconds\":2.5,\"restarts\":4,\"next_attempt_seconds\":null,\"last_lines\":[\"starting\",\"no"
                            + " such table\"]}]}");
    }
}
