package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.errors;
import static taskmaster.config.Configurations.load;
import static taskmaster.config.Configurations.loaded;
import static taskmaster.config.Configurations.processes;
import static taskmaster.config.Configurations.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.config.AlertDestination.WebhookFormat;
import taskmaster.core.AlertSpec;
import taskmaster.core.AlertType;
import taskmaster.core.ForwardTarget;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Who is told of what: `webhooks:`, `alerts:` and `alerts` of programs.
final class AlertValuesTest {

    private static final String THREE =
            """
            mail: {server: localhost, port: 25, from: a@example.org, dests: b@example.org}
            webhooks: [{name: ops, url: "https://example.org/"}]
            """;

    @TempDir Path directory;

    private AlertSettings alerts(String text) {
        return settings(directory, text + "\nprograms: {}").alerts();
    }

    private AlertSpec ofProgram(String file, String alerts) {
        return processes(
                        settings(
                                directory,
                                file
                                        + "\nprograms:\n  p:\n    cmd: a\n"
                                        + (alerts.isEmpty() ? "" : "    alerts: " + alerts)))
                .getFirst()
                .supervision()
                .alerts();
    }

    private List<String> messages(String text) {
        return errors(load(directory, text + "\nprograms: {p: {cmd: a}}")).stream()
                .map(Diagnostic::message)
                .toList();
    }

    private List<String> warnings(String text) {
        return loaded(load(directory, text + "\nprograms: {}")).warnings().stream()
                .map(Diagnostic::message)
                .toList();
    }

    @Test
    void fileWithoutAlertsTellsNobody() {
        assertThat(alerts("")).isEqualTo(AlertSettings.NONE);
        assertThat(alerts("mail:\nwebhooks:\nalerts:")).isEqualTo(AlertSettings.NONE);
        assertThat(ofProgram("", "")).isEqualTo(AlertSpec.NONE);
        assertThat(AlertSettings.NONE.destinations()).isEmpty();
    }

    @Test
    void everyDestinationIsToldOfAbortsAndUnexpectedExits() {
        AlertSpec spec =
                new AlertSpec(
                        Set.of(AlertType.ABORTED, AlertType.UNEXPECTED_EXIT),
                        List.of("mail", "ops"));
        AlertSettings settings = alerts(THREE);
        assertThat(settings.daemon()).isEqualTo(spec);
        assertThat(settings.groupNanos()).isEqualTo(3_000_000_000L);
        assertThat(settings.repeatNanos()).isEqualTo(300_000_000_000L);
        assertThat(settings.perHour()).isEqualTo(30);
        assertThat(ofProgram(THREE, "")).isEqualTo(spec);
    }

    @ParameterizedTest
    @EnumSource
    void everyEventHasItsWord(AlertType type) {
        for (String word : List.of(type.key(), type.key().toUpperCase(Locale.ROOT))) {
            assertThat(alerts("alerts: {syslog: true, on: " + word + "}").daemon().types())
                    .containsExactly(type);
        }
        assertThat(
                        alerts("alerts: {syslog: true, on: " + type.key().replace('_', '-') + "}")
                                .daemon()
                                .types())
                .containsExactly(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "ALL"})
    void allMeansEveryEvent(String word) {
        assertThat(alerts("alerts: {syslog: true, on: " + word + "}").daemon().types())
                .containsExactly(AlertType.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "[]", "[none]"})
    void noneIsNoEvent(String written) {
        String file = "alerts: {syslog: true, on: " + written + "}";
        assertThat(alerts(file).daemon().types()).isEmpty();
        assertThat(ofProgram(file, "")).isEqualTo(AlertSpec.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ops, mail", "[ops, mail]", "[mail, ops, mail]", "all"})
    void receiversAreWordsOrAListInTheOrderOfTheFile(String written) {
        assertThat(alerts(THREE + "alerts: {to: " + quoted(written) + "}").daemon().destinations())
                .containsExactly("mail", "ops");
    }

    private static String quoted(String written) {
        return written.startsWith("[") ? written : '"' + written + '"';
    }

    @Test
    void programOverrulesKeyByKey() {
        String file = THREE + "alerts: {on: killed, to: ops}";
        assertThat(ofProgram(file, "{on: [aborted, recovered]}"))
                .isEqualTo(
                        new AlertSpec(
                                Set.of(AlertType.ABORTED, AlertType.RECOVERED), List.of("ops")));
        assertThat(ofProgram(file, "{to: mail}"))
                .isEqualTo(new AlertSpec(Set.of(AlertType.KILLED), List.of("mail")));
        assertThat(ofProgram(file, "{}"))
                .isEqualTo(new AlertSpec(Set.of(AlertType.KILLED), List.of("ops")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "false", "no", "{on: none}", "{to: none}", "{to: []}"})
    void programIsNotToldOf(String written) {
        assertThat(ofProgram(THREE, written)).isEqualTo(AlertSpec.NONE);
    }

    @Test
    void programBeginsAnewAfterANoneOfDefaults() {
        String file = THREE + "defaults: {alerts: none}";
        assertThat(ofProgram(file, "")).isEqualTo(AlertSpec.NONE);
        assertThat(ofProgram(file, "{to: mail}").destinations()).containsExactly("mail");
        assertThat(ofProgram(THREE + "defaults: {alerts: {to: mail}}", "{on: killed}"))
                .isEqualTo(new AlertSpec(Set.of(AlertType.KILLED), List.of("mail")));
    }

    @Test
    void whatIsAboutTheDaemonIsNotOfPrograms() {
        String file = THREE + "alerts: {on: [reload_refused, aborted]}";
        assertThat(alerts(file).daemon().types())
                .containsExactlyInAnyOrder(AlertType.RELOAD_REFUSED, AlertType.ABORTED);
        assertThat(ofProgram(file, "").types()).containsExactly(AlertType.ABORTED);
        assertThat(ofProgram(file, "{on: all}").types()).doesNotContain(AlertType.RELOAD_REFUSED);
    }

    @Test
    void webhookHasDefaults() {
        assertThat(alerts("webhooks: [{url: \"https://example.org/x\"}]").destinations())
                .containsExactly(
                        new AlertDestination.Webhook(
                                "webhook",
                                10_000_000_000L,
                                URI.create("https://example.org/x"),
                                new java.util.TreeMap<>(),
                                WebhookFormat.GENERIC));
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatHasItsWord(WebhookFormat format) {
        var webhook =
                (AlertDestination.Webhook)
                        alerts("webhooks: [{url: \"http://[::1]:8080\", format: " + format + "}]")
                                .destinations()
                                .getFirst();
        assertThat(webhook.format()).isEqualTo(format);
    }

    @Test
    void headersKeepTheirNamesAndHideTheirValues() {
        var webhook =
                (AlertDestination.Webhook)
                        alerts(
                                        """
                                        webhooks:
                                          - name: ops
                                            url: https://example.org/hunter2
                                            headers: {Authorization: "Bearer hunter2", X-Room: 42}
                                            timeout: 500s
                                        """
                                                .replace("500s", "5m"))
                                .destinations()
                                .getFirst();
        assertThat(webhook.headers())
                .isEqualTo(
                        Map.of(
                                "Authorization", new Secret("Bearer hunter2"),
                                "X-Room", new Secret("42")));
        assertThat(webhook.timeoutNanos()).isEqualTo(300_000_000_000L);
        assertThat(webhook.toString()).doesNotContain("hunter2").contains("https://example.org/");
        assertThat(webhook.shownUrl()).isEqualTo("https://example.org/...");
    }

    @Test
    void namelessDestinationsAreCalledByTheirPlace() {
        String two = "webhooks: [{url: \"https://a.example\"}, {url: \"https://b.example\"}]\n";
        assertThat(alerts(two + "alerts: {exec: [{cmd: a}, {cmd: b}]}").destinations())
                .extracting(AlertDestination::name)
                .containsExactly("webhook", "webhook_2", "exec", "exec_2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[/usr/bin/page, now please]",
                "/usr/bin/page 'now please'",
                "{cmd: [/usr/bin/page, now please]}",
                "[{cmd: \"/usr/bin/page 'now please'\", name: exec, timeout: 10s}]"
            })
    void commandIsATextWordsOrAMapping(String written) {
        assertThat(alerts("alerts: {exec: " + written + "}").destinations())
                .containsExactly(
                        new AlertDestination.Command(
                                "exec", 10_000_000_000L, List.of("/usr/bin/page", "now please")));
    }

    @ParameterizedTest
    @CsvSource({
        "true,syslog",
        "syslog,syslog",
        "local,syslog",
        "syslog+udp://logs:1514,syslog+udp://logs:1514",
        "syslog+tcp://[::1],syslog+tcp://[::1]:514",
        "syslog:/run/x.sock,syslog:/run/x.sock"
    })
    void syslogIsTheMachinesOrAServer(String written, String target) {
        var syslog =
                (AlertDestination.Syslog)
                        alerts("alerts: {syslog: \"" + written + "\"}").destinations().getFirst();
        assertThat(syslog.name()).isEqualTo("syslog");
        assertThat(ForwardType.text(syslog.target())).isEqualTo(target);
        assertThat(syslog.target()).isNotInstanceOf(ForwardTarget.DaemonStdout.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "none", "off"})
    void syslogCanBeOff(String written) {
        assertThat(alerts("alerts: {syslog: " + written + "}").destinations()).isEmpty();
    }

    @Test
    void timesAndRateAreTakenOver() {
        AlertSettings settings =
                alerts("alerts: {syslog: true, group: 0, repeat: 1d, max_per_hour: 1}");
        assertThat(settings.groupNanos()).isZero();
        assertThat(settings.repeatNanos()).isEqualTo(86_400_000_000_000L);
        assertThat(settings.perHour()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "group: 11m",
                "group: -1",
                "repeat: 25h",
                "max_per_hour: 0",
                "max_per_hour: 3601",
                "exec: [{cmd: a, timeout: 0}]",
                "exec: [{cmd: a, timeout: 301}]",
                "exec: [{cmd: ./a}]",
                "exec: bin/a",
                "exec: [[a]]",
                "exec: [a, {cmd: b}]",
                "exec: [{name: x}]",
                "syslog: stdout",
                "syslog: [syslog]",
                "syslog: udp://host"
            })
    void valuesOutOfBoundsAreRefused(String written) {
        assertThat(messages("alerts: {" + written + "}")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mail",
                "Syslog",
                "all",
                "none",
                "\"\"",
                "\"a b\"",
                "\"a\\r\\nBcc: x@example.org\"",
                "../x",
                "-x",
                ".x",
                "é",
                "\"a\\u202Eb\"",
                "${LONG}"
            })
    void namesOfDestinationsCannotDoHarm(String name) {
        String written = name.replace("${LONG}", "x".repeat(65));
        String url = "url: \"https://example.org/\"";
        assertThat(messages("webhooks: [{name: " + written + ", " + url + "}]"))
                .singleElement()
                .asString()
                .startsWith("`name` must be ")
                .doesNotContain("\r");
        assertThat(messages("alerts: {exec: [{name: " + written + ", cmd: a}]}"))
                .singleElement()
                .asString()
                .startsWith("`name` must be ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.org/",
                "example.org/x",
                "https://",
                "https:///x",
                "https://u:p@example.org/",
                "https://my_host/",
                "https://example.org:0/",
                "https://example.org:65536/",
                "https://example.org/a b",
                "https://example.org/\\r\\nX-Evil: 1",
                "https://exämple.org/",
                "file:///etc/passwd",
                "https://example.org/%zz",
                ""
            })
    void urlsThatAreNoneAreRefusedAndNotShown(String url) {
        List<Diagnostic> errors =
                errors(
                        load(
                                directory,
                                "webhooks:\n  - url: \"" + url + "\"\nprograms: {p: {cmd: a}}"));
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().message()).startsWith("`url` must be ");
        assertThat(errors.getFirst().render()).doesNotContain("example.org/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"X A\": b}",
                "{\"X\\r\\nEvil\": b}",
                "{\"\": b}",
                "{\"X:\": b}",
                "{é: b}",
                "{Host: example.org}",
                "{content-length: 0}",
                "{Transfer-Encoding: chunked}",
                "{X-A: \"b\\r\\nX-Evil: 1\"}",
                "{X-A: \"b\\nc\"}",
                "{X-A: é}",
                "{X-A: [b]}",
                "{X-A: b, x-a: c}",
                "[X-A]",
                "X-A"
            })
    void headersCannotEndEarlyOrBreakTheRequest(String headers) {
        assertThat(
                        messages(
                                "webhooks: [{url: \"https://example.org/\", headers: "
                                        + headers
                                        + "}]"))
                .hasSize(1);
    }

    @Test
    void headersInTheClearAreAWarning() {
        String clear = "webhooks: [{url: \"http://%s/\", headers: {A: b}}]";
        assertThat(warnings(clear.formatted("example.org")))
                .containsExactly("`headers` travel in the clear: the `url` is not `https://`");
        assertThat(warnings(clear.formatted("127.0.0.1:80"))).isEmpty();
        assertThat(warnings(clear.formatted("[::1]:80"))).isEmpty();
        assertThat(warnings("webhooks: [{url: \"http://example.org/\"}]")).isEmpty();
    }

    @Test
    void alertsThatNobodyGetsAreAWarning() {
        String message = "nobody is told: the file names no destination of alerts";
        assertThat(warnings("alerts: {on: aborted}")).containsExactly(message);
        assertThat(warnings("alerts: {on: none}")).isEmpty();
        assertThat(
                        loaded(load(directory, "programs: {p: {cmd: a, alerts: {on: killed}}}"))
                                .warnings())
                .extracting(Diagnostic::message)
                .containsExactly(message);
    }

    @Test
    void namesAreGivenOnce() {
        assertThat(
                        messages(
                                """
                                webhooks: [{name: a, url: "https://example.org"}]
                                alerts: {exec: [{name: a, cmd: b}]}
                                """))
                .containsExactly("two destinations of alerts are called `a`");
    }

    @Test
    void brokenDestinationStillHasItsName() {
        assertThat(
                        messages(
                                """
                                mail: {server: "-", dests: x@example.org, from: x@example.org}
                                webhooks: [{name: ops, url: "nowhere"}]
                                alerts: {to: [mail, ops]}
                                """))
                .hasSize(2)
                .noneMatch(message -> message.startsWith("no destination"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"webhooks", "exec"})
    void destinationsAreBounded(String kind) {
        String item = kind.equals("exec") ? "{cmd: a}, " : "{url: \"https://example.org\"}, ";
        String list = kind + ": [" + item.repeat(65) + "]";
        String text = kind.equals("exec") ? "alerts: {" + list + "}" : list;
        assertThat(messages(text)).singleElement().asString().contains("more than 64");
    }

    @Test
    void headersAreBounded() {
        var headers = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            headers.append("X-").append(i).append(": a, ");
        }
        assertThat(
                        messages(
                                "webhooks: [{url: \"https://example.org\", headers: {"
                                        + headers
                                        + "}}]"))
                .containsExactly("more than 64 `headers`");
    }

    @Test
    void settingsAreEqualIfTheyDoTheSame() {
        String file =
                "webhooks: [{url: \"https://example.org\", headers: {A: b}}]\nalerts: {on: all}";
        assertThat(alerts(file)).isEqualTo(alerts(file));
        assertThat(alerts(file)).isNotEqualTo(alerts(file.replace("A: b", "A: c")));
        assertThat(alerts(file)).isNotEqualTo(alerts(file.replace("all", "killed")));
        assertThat(alerts(file)).isNotEqualTo(alerts(file.replace(".org", ".net")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail", "webhooks", "alerts"})
    void includedFileCannotSayWhoIsTold(String section) {
        Configurations.write(directory, "part.yaml", section + ":\nprograms: {q: {cmd: a}}");
        assertThat(
                        errors(load(directory, "include: part.yaml\nprograms: {}")).stream()
                                .map(Diagnostic::message))
                .containsExactly("`" + section + "` cannot stand in an included file");
    }

    @Test
    void programsOfIncludedFilesNameDestinationsToo() {
        Configurations.write(directory, "part.yaml", "programs: {q: {cmd: a, alerts: {to: mail}}}");
        assertThat(
                        processes(settings(directory, THREE + "include: part.yaml\nprograms: {}"))
                                .getFirst()
                                .supervision()
                                .alerts()
                                .destinations())
                .containsExactly("mail");
    }

    @Test
    void secretsAreNotInTheTextOfSettings() {
        String text =
                alerts(
                                """
                                mail: {server: localhost, port: 25, username: u, password: hunter2,
                                       from: a@example.org, dests: b@example.org}
                                webhooks: [{url: "https://example.org/hunter2", headers: {A: hunter2}}]
                                """)
                        .toString();
        assertThat(text).doesNotContain("hunter2").contains("example.org");
    }
}
