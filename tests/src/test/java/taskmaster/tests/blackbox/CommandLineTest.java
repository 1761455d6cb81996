package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;

/// The options of `taskmasterd`, and what it says when it starts.
final class CommandLineTest {

    private static final String YAML =
            """
            programs:
              web:
                cmd: sleep 1000
                numprocs: 2
                starttime: 0
                env: {DB_PASSWORD: swordfish, COLOUR: red}
            """;

    private static final String BAD =
            """
            programs:
              web:
                cmd: sleep 1000
                autorestrat: true
                umask: 089
              na me: {}
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @Test
    void checkExitsWith0OrWith2AndAllErrors() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        Ended good = daemon.run("--check", "-c", Daemon.FILE);
        assertThat(good.status()).as(good.toString()).isZero();
        assertThat(good.out()).contains("valid").contains("2 processes");
        daemon.configure(BAD);
        Ended bad = daemon.run("--check", "-c", Daemon.FILE);
        assertThat(bad.status()).isEqualTo(2);
        assertThat(bad.err())
                .contains("tm.yaml:4:5", "did you mean `autorestart`")
                .contains("tm.yaml:5:12")
                .contains("tm.yaml:6:3")
                .contains("errors: ");
        Ended json = daemon.run("--check", "--json", "-c", Daemon.FILE);
        assertThat(json.status()).isEqualTo(2);
        assertThat(json.out()).startsWith("{").contains("\"line\":4").contains("\"column\":5");
        assertThat(daemon.file("run")).as("nothing is made").doesNotExist();
    }

    @Test
    void aBadFileDoesNotStart() throws IOException {
        Daemon daemon = daemons.prepare(BAD);
        Ended start = daemon.run("-c", Daemon.FILE);
        assertThat(start.status()).isEqualTo(2);
        assertThat(start.err()).contains("tm.yaml:4:5").contains("the daemon does not start");
        assertThat(daemon.run("-c", "nowhere.yaml"))
                .returns(2, Ended::status)
                .extracting(Ended::err)
                .asString()
                .contains("nowhere.yaml")
                .contains("ENOENT");
        assertThat(daemon.run("-c", ".").status()).isEqualTo(2);
    }

    @Test
    void printConfigShowsWhereAllComesFromAndNoSecret() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        Ended print = daemon.run("--print-config", "-c", Daemon.FILE);
        assertThat(print.status()).as(print.toString()).isZero();
        assertThat(print.out())
                .contains("numprocs: 2", "tm.yaml:4", "stoptime: 10", "default", "COLOUR")
                .doesNotContain("swordfish");
    }

    @Test
    void wrongUsageIsAMessageAndStatus2() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        assertThat(daemon.run("--nonsense").status()).isEqualTo(2);
        assertThat(daemon.run("-c").status()).isEqualTo(2);
        assertThat(daemon.run("-c", Daemon.FILE, "-p", "70000"))
                .returns(2, Ended::status)
                .extracting(Ended::err)
                .asString()
                .contains("70000");
        assertThat(daemon.run("-c", Daemon.FILE, "extra").status()).isEqualTo(2);
        Ended help = daemon.run("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains("-c", "-p", "--check", "--print-config", "--pidfile");
        Ended version = daemon.run("--version");
        assertThat(version.status()).isZero();
        assertThat(version.out()).contains("0.");
    }

    @Test
    void withoutAFileItTakesThatOfTheDirectory() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        if (!Files.exists(java.nio.file.Path.of("/etc/taskmaster/taskmaster.yaml"))) {
            Ended none = daemon.run();
            assertThat(none.status()).isEqualTo(2);
            assertThat(none.err()).contains("taskmaster.yaml").contains("-c");
        }
        daemon.write("taskmaster.yaml", YAML);
        assertThat(daemon.run("--check").out()).contains("taskmaster.yaml is valid");
    }

    @Test
    void theFirstLinesSayWhereTheSocketIsWhatStartedAndHowToOpenTheShell() throws IOException {
        Daemon daemon = daemons.start(YAML);
        daemon.awaitText("daemon.out", "shell:");
        assertThat(daemon.text("daemon.out"))
                .contains(daemon.socket().toString())
                .contains("2 processes: web:web_00, web:web_01")
                .contains("taskmasterctl -c " + daemon.file(Daemon.FILE));
    }

    @Test
    void detachedItGoesOnAloneWithAPidfile() throws IOException {
        Daemon daemon = daemons.prepare(YAML);
        String pidfile = daemon.file("tm.pid").toString();
        daemon.launch("-d", "--pidfile", pidfile);
        assertThat(daemon.awaitEnd()).as("the starter").isZero();
        assertThat(daemon.text("daemon.out")).contains("control socket").contains("pid");
        daemon.awaitState("web:web_01", "RUNNING");
        long pid = Long.parseLong(daemon.text("tm.pid").strip());
        assertThat(daemon.text("daemon.out")).contains(Long.toString(pid));
        assertThat(daemon.ctl("pid").out()).isEqualTo(pid + "\n");
        assertThat(Proc.existing(pid).group()).as("a session of its own").isEqualTo(pid);
        String words = daemon.words();
        assertThat(daemon.ctl("restart", "web:0").status()).isZero();
        assertThat(daemon.words()).as("it talks to no terminal").isEqualTo(words);
        assertThat(daemon.ctl("shutdown").status()).isZero();
        Await.until("it is gone", () -> !Proc.lives(pid));
        assertThat(daemon.file("tm.pid")).doesNotExist();
    }

    @Test
    void aDetachedStartThatFailsSaysSo() throws IOException {
        Daemon daemon = daemons.start(YAML);
        Ended second = daemon.run("-d", "-c", daemon.file(Daemon.FILE).toString());
        assertThat(second.status()).isEqualTo(3);
        assertThat(second.all()).contains(Long.toString(daemon.pid()));
        assertThat(daemon.run("-d", "-c", "nowhere.yaml").status()).isEqualTo(2);
    }

    @Test
    void thePidfileLivesAsLongAsTheDaemon() throws IOException {
        Daemon daemon = daemons.prepare(YAML).start("--pidfile", "own.pid");
        Await.until("the pidfile", () -> daemon.text("own.pid").equals(daemon.pid() + "\n"));
        daemon.signal("TERM");
        assertThat(daemon.awaitEnd()).isZero();
        assertThat(daemon.file("own.pid")).doesNotExist();
        Daemon other = daemons.prepare(YAML);
        Ended nowhere = other.run("-c", Daemon.FILE, "--pidfile", "/nowhere/own.pid");
        assertThat(nowhere.status()).isEqualTo(1);
        assertThat(nowhere.err()).contains("/nowhere/own.pid").contains("ENOENT");
    }

    @Test
    void theLogHasLevelsAFileAndJson() throws IOException {
        Daemon daemon =
                daemons.prepare(
                                YAML
                                        + """
                                        log: {file: own.log, level: info, format: json}
                                        """)
                        .start("--log-level", "debug");
        daemon.awaitState("web:web_01", "RUNNING");
        daemon.awaitText("own.log", "web:web_01");
        assertThat(daemon.text("own.log").lines())
                .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        daemon.reload(YAML + "log: {file: own.log, level: error, format: text}\n");
        assertThat(Files.getPosixFilePermissions(daemon.file("own.log")))
                .doesNotContain(PosixFilePermissions.fromString("-------w-").iterator().next());
        String text =
                Await.value(
                        "the log of the state directory is not used", () -> daemon.text("own.log"));
        assertThat(text).doesNotContain("swordfish");
    }
}
