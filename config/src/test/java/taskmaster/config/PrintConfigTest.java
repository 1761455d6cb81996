package taskmaster.config;

import static org.assertj.core.api.Assertions.assertThat;

import static taskmaster.config.Configurations.ENVIRONMENT;
import static taskmaster.config.Configurations.loaded;
import static taskmaster.config.Configurations.settings;
import static taskmaster.config.Configurations.write;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Map;

final class PrintConfigTest {

    private static final String RICH =
            """
            defaults:
              stoptime: 1.5
              env: {A: "1", B: "${DOLLAR}"}
            log: {level: debug, format: json, file: own.log, logrotate: {maxbytes: 1MB, interval: hourly}, levels: {control: trace, output: error}, syslog: "syslog:a b.sock"}
            server: {port: "[::1]:9001", socket: s.sock}
            programs:
              web:
                cmd: web --port 80${process_num:2} '$$$${x}' "$$HOME" ${process_num:-3}
                numprocs: 3
                umask: 077
                workingdir: ~/w${process_num}
                stdout: out-${process_num}.log
                stderr: stdout
                exitcodes: [0, 2]
                format: prefixed
                overflow: drop
                forward: [stderr, syslog, "syslog:a$$$$ b.sock", "syslog+udp://[::1]", syslog+tcp://Logs:601]
                logrotate: {interval: daily, compress: yes}
                env: {B: two, C: "a\\"b\\\\c\\n\\u2028", "D E": "null", F:, G: "#", H: "é${process_num}"}
              "true":
                cmd: [a, "", "~", "-x", "a b", "{}", "null", "[", ": ", "$${x}"]
                stdout: none
                stderr: /dev/stderr
                autorestart: no
                starttime: 0.000000001
                format: json
                strip_ansi: on
                forward: stdout
                stopsignal: RTMIN+2
                alerts: {on: killed}
            mail: {server: "[::1]", port: 2525, security: starttls, username: "a b", password: "x $$${USER}",
                   from: Ops <ops@example.org>, dests: "a@example.org, B <b@example.org>", timeout: 300}
            webhooks:
              - {url: "https://hooks.example.org:8443/a/b?c=d", headers: {X-A: "b c"}, format: teams}
              - {name: "42", url: "http://localhost/x", timeout: 1m}
            alerts: {on: all, to: ["42", mail, exec_2], exec: [{cmd: 'page "a b"'}, {cmd: [/p, "$$${USER}"], timeout: 2}],
                     syslog: "syslog+tcp://[::1]", group: 0.5, repeat: 0, max_per_hour: 7}
            """;

    @TempDir Path directory;

    @Test
    void whatIsPrintedLoadsAsTheSame() {
        Settings settings = settings(directory, RICH);
        Path printed = write(directory, "sub/printed.yaml", PrintConfig.yaml(settings));
        Settings again = loaded(ConfigLoader.load(printed, ENVIRONMENT)).settings();
        assertThat(again.fleet()).isEqualTo(settings.fleet());
        assertThat(again.log()).isEqualTo(settings.log());
        assertThat(again.server()).isEqualTo(settings.server());
        assertThat(withoutPlaces(again)).isEqualTo(withoutPlaces(settings));
    }

    private static String withoutPlaces(Settings settings) {
        return PrintConfig.yaml(settings).replaceAll("  # .*", "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mission.yaml", "reference.yaml"})
    void examplesPrintAsTheSame(String name) {
        Settings settings =
                loaded(ConfigLoader.load(Path.of("../examples", name), ENVIRONMENT)).settings();
        Path printed = write(directory, "printed.yaml", PrintConfig.yaml(settings));
        assertThat(loaded(ConfigLoader.load(printed, Map.of())).settings().fleet())
                .isEqualTo(settings.fleet());
    }

    @Test
    void everySettingShowsWhereItStands() {
        String printed = PrintConfig.yaml(settings(directory, RICH));
        String file = directory + "/taskmaster.yaml";
        assertThat(printed)
                .contains("    numprocs: 3  # " + file + ":9:5\n")
                .contains("    stoptime: 1500ms  # " + file + ":2:3\n")
                .contains("      A: 1  # " + file + ":3:9\n")
                .contains("      B: two  # " + file + ":19:11\n")
                .contains("    startretries: 3  # default\n")
                .contains("    # umask: the daemon's  # default\n")
                .contains("    maxbytes: 1MB  # " + file + ":4:62\n")
                .contains("    backups: 10  # default\n")
                .contains("  level: debug  # " + file + ":4:7\n")
                .contains("    format: prefixed  # " + file + ":15:5\n")
                .contains("    strip_ansi: false  # default\n")
                .contains("\"syslog+udp://[::1]:514\", \"syslog+tcp://logs:601\"]  # " + file)
                .contains("      interval: daily  # " + file + ":18:17\n")
                .contains("      compress: true  # " + file + ":18:34\n")
                .contains("    control: trace  # " + file + ":4:105\n")
                .contains("  syslog: \"syslog:" + directory + "/a b.sock\"  # " + file + ":4:137\n")
                .contains("    interval: hourly  # " + file + ":4:77\n")
                .contains("    compress: false  # default\n")
                .contains("80${process_num:2}");
    }

    @Test
    void alertsShowWhereTheyStand() {
        String printed = PrintConfig.yaml(settings(directory, RICH));
        String file = directory + "/taskmaster.yaml";
        assertThat(printed)
                .contains("  security: starttls  # " + file + ":31:37\n")
                .contains("  password: \"<redacted>\"  # ")
                .contains("  # password_file: none  # default\n")
                .contains("  from: \"Ops <ops@example.org>\"  # " + file + ":32:8\n")
                .contains("  - name: webhook  # default\n")
                .contains("    url: \"https://hooks.example.org:8443/...\"  # " + file + ":34:6\n")
                .contains("      X-A: <redacted>  # " + file + ":34:63\n")
                .contains("    # headers: none  # default\n")
                .contains("    - name: exec_2  # default\n")
                .contains("      timeout: 2s  # " + file + ":36:")
                .contains("  syslog: \"syslog+tcp://[::1]:514\"  # " + file + ":37:10\n")
                .contains("  group: 500ms  # " + file + ":37:")
                .contains("      on: [killed]  # " + file + ":30:14\n")
                .contains("      to: [mail, 42, exec_2]  # " + file + ":36:19\n");
    }

    @Test
    void fileWithoutAlertsPrintsThatNobodyIsTold() {
        Settings settings = settings(directory, "programs: {p: {cmd: a}}");
        String printed = PrintConfig.yaml(settings);
        assertThat(printed)
                .contains("# mail: none  # default\n# webhooks: none  # default\nalerts:\n")
                .contains("  on: [aborted, unexpected_exit]  # default\n  to: all  # default\n")
                .contains("    alerts: none  # default\n");
        Path again = write(directory, "printed.yaml", printed);
        assertThat(loaded(ConfigLoader.load(again, Map.of())).settings().alerts())
                .isEqualTo(AlertSettings.NONE);
    }

    @Test
    void secretsAreRedacted() {
        String printed =
                PrintConfig.yaml(
                        settings(
                                directory,
                                """
                                server: {auth: {token: hunter2}}
                                mail: {server: s, username: u, password: hunter2, from: a@x, dests: a@x}
                                webhooks: [{url: "https://x/hunter2?a=hunter2", headers: {A: hunter2}}]
                                programs:
                                  a:
                                    cmd: a
                                    env: {DB_PASSWORD: hunter2, api_key: hunter2, Token: hunter2,
                                          CREDENTIALS: hunter2, my_secret: hunter2, PLAIN: visible}
                                """));
        assertThat(printed).doesNotContain("hunter2").contains("visible");
    }

    @Test
    void secretIsNotInTheTextOfSettings() {
        var settings = settings(directory, "server: {auth: {token: hunter2}}\nprograms: {}");
        assertThat(settings.toString()).doesNotContain("hunter2");
        assertThat(settings.server().token()).isEqualTo(new Secret("hunter2"));
    }
}
