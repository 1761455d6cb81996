package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// `tail -f` of many logs while everything happens to them; and reading them back.
final class FollowTest {

    private static final int LINES = 4000;

    /// Waits to be let go, and then writes numbered lines, in bursts.
    private static final String COUNT =
            """
            echo "ready $1"
            until [ -e "${0%/*}/go" ]; do sleep 0.05; done
            i=1
            while [ $i -le 4000 ]; do
                echo "$1 $i xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                i=$((i + 1))
                [ $((i % 400)) -ne 0 ] || sleep 0.05
            done
            echo "end $1"
            exec sleep 1000
            """;

    /// Writes numbered lines until it is told to stop.
    private static final String STEADY =
            """
            i=1
            until [ -e "${0%/*}/stop" ]; do
                echo "steady $i"
                i=$((i + 1))
                [ $((i % 50)) -ne 0 ] || sleep 0.02
            done
            echo "steady end"
            exec sleep 1000
            """;

    private static final String TALK =
            """
            trap 'echo tick' USR1
            echo ready
            while :; do sleep 1000 & wait; done
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    /// What one process has written, as the client shows it.
    private static List<String> shown(Daemon daemon, String name) {
        String prefix = name + " | ";
        return daemon.text("client.out")
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
    }

    private static List<String> written(int process) {
        return Stream.concat(
                        Stream.of("ready " + process),
                        Stream.concat(
                                IntStream.rangeClosed(1, LINES)
                                        .mapToObj(i -> process + " " + i + " " + "x".repeat(48)),
                                Stream.of("end " + process)))
                .toList();
    }

    private static void assertSame(List<String> shown, List<String> written) {
        Set<String> missing = new LinkedHashSet<>(written);
        shown.forEach(missing::remove);
        assertThat(missing).isEmpty();
        assertThat(shown).isEqualTo(written);
    }

    @Test
    void everyLineOfManyIsSeenAcrossRotationAndCompression() throws Exception {
        Daemon daemon =
                daemons.prepare(
                                """
                                programs:
                                  count:
                                    cmd: "${here}/count ${process_num}"
                                    numprocs: 3
                                    starttime: 0
                                    stoptime: 1
                                    stdout: count-${process_num}.log
                                    logrotate: {maxbytes: 16KB, backups: 100, compress: true}
                                """)
                        .script("count", COUNT)
                        .start();
        Process follow = daemon.startClient("tail", "-f", "count:*");
        for (int process = 0; process < 3; process++) {
            daemon.awaitText("client.out", "ready " + process);
        }
        Files.createFile(daemon.file("go"));
        for (int process = 0; process < 3; process++) {
            daemon.awaitText("client.out", "end " + process);
            assertSame(shown(daemon, "count:count_0" + process), written(process));
        }
        assertThat(daemon.text("client.out").lines())
                .allMatch(line -> line.matches("count:count_0[012] \\| .*"));
        Await.until("old files are compressed", () -> !Files.exists(daemon.file("count-1.log.1")));
        assertThat(daemon.file("count-1.log.5.gz")).exists();
        assertSame(daemon.ctl("tail", "-n", "9999", "count:1").out().lines().toList(), written(1));

        daemon.signal("TERM");
        assertThat(Ended.await(follow, "tail -f")).isEqualTo(4);
    }

    @Test
    void everyLineIsSeenAcrossRenamesByOthers() throws Exception {
        Daemon daemon =
                daemons.prepare(
                                """
                                defaults: {starttime: 0, stoptime: 1, logrotate: {maxbytes: 0}}
                                programs:
                                  steady: {cmd: "${here}/steady", stdout: steady.log}
                                  other: {cmd: "${here}/talk"}
                                """)
                        .script("steady", STEADY)
                        .script("talk", TALK)
                        .start();
        daemon.startClient("tail", "-f", "-n", "100000", "all");
        for (int i = 0; i < 10; i++) {
            Await.until("a line", () -> Files.size(daemon.file("steady.log")) > 0);
            // The client has got as far as this file.
            daemon.awaitText("client.out", daemon.text("steady.log").lines().findFirst().get());
            Files.move(daemon.file("steady.log"), daemon.file("steady.log-" + i));
            daemon.signal("USR2");
            Await.until("a new file", () -> Files.exists(daemon.file("steady.log")));
        }
        Files.createFile(daemon.file("stop"));
        daemon.awaitText("client.out", "steady end");
        List<String> shown = shown(daemon, "steady");
        List<String> written =
                IntStream.range(1, shown.size()).mapToObj(number -> "steady " + number).toList();
        assertSame(shown.subList(0, shown.size() - 1), written);
        assertThat(shown).endsWith("steady end");
    }

    @Test
    void aProcessThatAReloadRemovesEndsItsPart() throws Exception {
        String one = "programs:\n  stays: {cmd: \"${here}/talk\", stoptime: 1, starttime: 0}\n";
        Daemon daemon =
                daemons.prepare(
                                one
                                        + "  goes: {cmd: \"${here}/talk\", stoptime: 1, starttime:"
                                        + " 0}\n")
                        .script("talk", TALK)
                        .start();
        Process follow = daemon.startClient("tail", "-f", "all");
        daemon.awaitText("client.out", "goes  | ready");
        daemon.awaitText("client.out", "stays | ready");
        daemon.reload(one);
        daemon.awaitText("client.out", "==> goes is not configured any more <==");
        assertThat(follow.isAlive()).isTrue();
        Proc.signal(daemon.pid("stays"), "USR1");
        daemon.awaitText("client.out", "stays | tick");
        daemon.reload("programs: {}\n");
        assertThat(Ended.await(follow, "tail -f")).isZero();
    }

    @Test
    void sixtyFourAreFollowedAndOneMoreIsRefused() throws Exception {
        Daemon daemon =
                daemons.start(
                        """
                        defaults: {starttime: 0, stoptime: 1, stderr: none, autorestart: false}
                        programs:
                          many: {cmd: "echo number ${process_num}", numprocs: 64}
                          more: {cmd: echo more}
                        """);
        daemon.awaitState("more", "EXITED");
        Ended refused = daemon.ctl("tail", "-f", "all");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("cannot follow 65 logs at once: at most 64");
        Process follow = daemon.startClient("tail", "-f", "many");
        for (int process = 0; process < 64; process++) {
            daemon.awaitText(
                    "client.out", "many:many_%02d | number %d\n".formatted(process, process));
        }
        Proc.signal(follow.pid(), "INT");
        assertThat(Ended.await(follow, "tail -f")).isNotZero();
        assertThat(daemon.isAlive()).isTrue();
    }

    @Test
    void rangesOfALogAreServed() throws IOException {
        Daemon daemon =
                daemons.prepare(
                                """
                                programs:
                                  web: {cmd: "${here}/talk", stdout: web.log, starttime: 0, stoptime: 1}
                                """)
                        .script("talk", TALK)
                        .start();
        daemon.awaitText("web.log", "ready\n");
        Path log = daemon.file("web.log");
        assertThat(Files.size(log)).isEqualTo(6);
        assertThat(range(daemon, "bytes=1-3"))
                .returns(206, Api.Answer::status)
                .returns("ead", Api.Answer::text);
        assertThat(range(daemon, "bytes=-2").text()).isEqualTo("y\n");
        assertThat(range(daemon, "bytes=-2").head()).containsIgnoringCase("bytes 4-5/6");
        assertThat(range(daemon, "bytes=6-").status()).isEqualTo(416);
        assertThat(range(daemon, "bytes=6-").head()).containsIgnoringCase("bytes */6");
    }

    private static Api.Answer range(Daemon daemon, String range) throws IOException {
        String request = daemon.api().request("GET", "logs/web/stdout", "");
        return daemon.api().exchange(request.replaceFirst("\r\n", "\r\nRange: " + range + "\r\n"));
    }
}
