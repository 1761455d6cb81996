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
    void secretsAreRedacted() {
        String printed =
                PrintConfig.yaml(
                        settings(
                                directory,
                                """
                                server: {auth: {token: hunter2}}
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
