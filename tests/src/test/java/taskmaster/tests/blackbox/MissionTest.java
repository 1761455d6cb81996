package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The mission's own file, and those of `examples/`.
final class MissionTest {

    /// Verbatim.
    private static final String MISSION =
            """
            programs:

              ls:
                cmd: "/bin/ls -l"
                numprocs: 3
                umask: 022
                workingdir: /taskmaster
                autostart: true
                autorestart: unexpected
                exitcodes:
                - 0
                - 2
                startretries: 0
                starttime: 0
                stopsignal: TERM
                stoptime: 1
                stdout: /var/logs/ls.stdout
                stderr: /var/logs/ls.stderr
                env:
                  STARTED_BY: taskmaster
                  ANSWER: 42

              sleep:
                cmd: "/bin/sleep 3"
                numprocs: 1
                umask: 022
                workingdir: /taskmaster
                autostart: false
                autorestart: unexpected
                exitcodes:
                - 0
                startretries: 3
                starttime: 10
                stopsignal: USR1
                stoptime: 3
                stdout: /var/logs/sleep.stdout
                stderr: /var/logs/sleep.stderr
                env:
                  STARTED_BY: taskmaster
                  ANSWER: 42
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @Test
    void theMissionsFileLoadsVerbatim() throws IOException {
        Daemon daemon = daemons.prepare(MISSION);
        Ended check = daemon.run("--check", "-c", Daemon.FILE);
        assertThat(check.status()).as(check.toString()).isZero();
        daemon.start();
        assertThat(daemon.processes())
                .extracting(ProcessView::name)
                .containsExactly("ls:ls_00", "ls:ls_01", "ls:ls_02", "sleep");
        assertThat(daemon.status("sleep").state()).isEqualTo("STOPPED");
        if (!Files.exists(Path.of("/taskmaster")) && !Files.exists(Path.of("/var/logs"))) {
            ProcessView ls = daemon.awaitState("ls:ls_02", "ABORTED");
            assertThat(ls.reason()).containsPattern("/taskmaster|/var/logs").contains("ENOENT");
        }
    }

    /// Paths that anybody can make replace the mission's.
    @Test
    void whereItsDirectoriesExistItDoesWhatItSays() throws IOException {
        Daemon daemon = daemons.prepare("programs: {}\n");
        Path work = Files.createDirectory(daemon.file("taskmaster"));
        Files.createDirectory(daemon.file("logs"));
        Files.createFile(work.resolve("a-file-to-list"));
        daemon.configure(
                MISSION.replace("/taskmaster\n", work + "\n")
                        .replace("/var/logs", daemon.file("logs").toString()));
        daemon.start();
        for (String name : List.of("ls:ls_00", "ls:ls_01", "ls:ls_02")) {
            ProcessView ls = daemon.awaitState(name, "EXITED");
            assertThat(ls.exitCode()).isZero();
            assertThat(ls.expected()).isTrue();
        }
        Await.until(
                "three listings in one file",
                () ->
                        daemon.text("logs/ls.stdout")
                                        .lines()
                                        .filter(line -> line.endsWith("a-file-to-list"))
                                        .count()
                                == 3);
        Process start = daemon.startClient("start", "sleep");
        ProcessView starting = daemon.await("sleep", view -> view.pid() != null);
        Integer pid = starting.pid();
        assertThat(Files.readString(Path.of("/proc/" + pid + "/environ")))
                .contains("STARTED_BY=taskmaster")
                .contains("ANSWER=42");
        assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"))).isEqualTo(work);
        assertThat(Ended.await(start, "start sleep"))
                .as("it sleeps for 3 s and is to live for 10")
                .isEqualTo(7);
        ProcessView aborted = daemon.status("sleep");
        assertThat(aborted.state()).isEqualTo("ABORTED");
        assertThat(aborted.reason()).contains("starttime").contains("exit code 0");
        assertThat(daemon.log()).contains("attempt 4 of 4");
    }

    @TestFactory
    Stream<DynamicTest> everyExampleLoadsAndStarts() throws IOException {
        Path directory = Installation.checkoutDirectory().resolve("examples");
        if (!Files.isDirectory(directory)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.getFileName().toString().matches(".*\\.ya?ml"))
                    // The mission's own file: its directories are nobody's, see above.
                    .filter(file -> !file.endsWith("mission.yaml"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(
                            file ->
                                    DynamicTest.dynamicTest(
                                            file.getFileName().toString(), () -> example(file)));
        }
    }

    /// As an ordinary user, where we can be one.
    private void example(Path file) throws IOException {
        String port = "port: " + AccessTest.freePort();
        Daemon daemon = daemons.prepare(Files.readString(file).replace("port: 9001", port));
        Path settings = Files.createDirectories(daemon.file(".config/taskmaster"));
        // That of examples/alerts.yaml, of which nothing happens that would be told.
        Path password = Files.writeString(settings.resolve("mail.password"), "none\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        daemon.with("TMPDIR", daemon.directory().toString());
        if (Users.isRoot()) {
            Files.setAttribute(settings, "unix:uid", Users.NOBODY);
            Files.setAttribute(password, "unix:uid", Users.NOBODY);
            daemon.as(Users.NOBODY);
        }
        daemon.start();
        Await.until(
                "nothing is starting any more",
                Duration.ofSeconds(30),
                () ->
                        daemon.processes().stream()
                                .noneMatch(view -> view.state().equals("STARTING")));
        assertThat(daemon.processes())
                .extracting(ProcessView::state)
                .as(daemon.words())
                .isNotEmpty()
                .doesNotContain("ABORTED", "UNKNOWN");
        assertThat(daemon.ctl("shutdown").status()).isZero();
        assertThat(daemon.awaitEnd()).isZero();
    }
}
