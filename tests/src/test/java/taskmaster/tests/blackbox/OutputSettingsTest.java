package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.ProcessView;
import taskmaster.api.StreamOutput;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/// What the settings of output do, and what is shown of it.
final class OutputSettingsTest {

    /// Says a line at each SIGUSR1.
    private static final String TICK =
            """
            trap 'echo tick; echo tock >&2' USR1
            printf '\\033[1mready\\033[0m\\n'
            while :; do sleep 1000 & wait; done
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private Daemon start(String settings) throws IOException {
        Daemon daemon = daemons.prepare(yaml(settings)).script("tick", TICK).start();
        daemon.awaitText("tick.log", "ready");
        return daemon;
    }

    private static String yaml(String settings) {
        return """
        defaults: {starttime: 0, stoptime: 1}
        programs:
          tick: {cmd: "${here}/tick", stdout: tick.log, stderr: tick.err, %s}
          merged: {cmd: "${here}/tick", stdout: merged.log, stderr: stdout}
          other: {cmd: sleep 1000, stdout: none, stderr: none}
        """
                .formatted(settings);
    }

    @Test
    void statusTellsOfTheOutputOfAProcess() throws IOException {
        Daemon daemon = start("format: raw");
        Proc.signal(daemon.pid("tick"), "USR1");
        daemon.awaitText("tick.err", "tock\n");
        ProcessView view =
                daemon.await(
                        "tick",
                        seen ->
                                seen.output().stdout() != null
                                        && lines(seen.output().stdout()) > 1);
        assertThat(view.output().stdout()).isEqualTo(new StreamOutput(19, 2, 0, 0, 0));
        assertThat(view.output().stderr()).isEqualTo(new StreamOutput(5, 1, 0, 0, 0));
        assertThat(daemon.status("merged").output().stderr()).isNull();
        assertThat(daemon.status("other").output().stdout()).isNull();

        Ended status = daemon.ctl("status", "tick");
        assertThat(status.out().lines())
                .hasSize(5)
                .contains(
                        "    stdout  " + daemon.file("tick.log"),
                        "            19 bytes, 2 lines, 0 bytes dropped, 0 rotations",
                        "    stderr  " + daemon.file("tick.err"),
                        "            5 bytes, 1 line, 0 bytes dropped, 0 rotations");
        assertThat(daemon.ctl("status", "merged").out()).contains("stderr  goes to the same place");
        assertThat(daemon.ctl("status", "tick", "other").out().lines()).hasSize(2);
    }

    private static long lines(StreamOutput stream) {
        return stream.lines();
    }

    @Test
    void formatChangesWhileTheProcessRuns() throws IOException {
        Daemon daemon = start("format: prefixed");
        assertThat(daemon.text("tick.log"))
                .matches("[0-9T:.-]{23}Z tick \\| \u001b\\[1mready\u001b\\[0m\n");
        long pid = daemon.pid("tick");
        daemon.reload(yaml("format: json"));
        Proc.signal(daemon.pid("tick"), "USR1");
        daemon.awaitText("tick.err", "\"line\":\"tock\"}\n");
        daemon.awaitText(
                "tick.log", "\",\"process\":\"tick\",\"stream\":\"stdout\",\"line\":\"tick\"}\n");
        daemon.reload(yaml("format: raw, strip_ansi: true"));
        assertThat(daemon.pid("tick")).isEqualTo(pid);
    }

    @Test
    void escapeSequencesAreStripped() throws IOException {
        Daemon daemon = start("strip_ansi: true");
        assertThat(daemon.text("tick.log")).isEqualTo("ready\n");
    }

    @Test
    void linesAreForwardedToTheDaemonsOwnOutput() throws IOException {
        Daemon daemon = start("forward: stderr, format: prefixed");
        daemon.awaitText("daemon.err", " tick | ");
        daemon.reload(yaml("forward: none"));
        Proc.signal(daemon.pid("tick"), "USR1");
        daemon.awaitText("tick.log", "tick\n");
        assertThat(daemon.text("daemon.err")).doesNotContain("tock");
    }

    @Test
    void eventsTellOfRotationsAndOfWhatHadPassedAtTheEnd() throws Exception {
        Daemon daemon = start("logrotate: {maxbytes: 10, backups: 1}");
        var events = new AtomicReference<>("");
        try (SocketChannel stream = SocketChannel.open(daemon.api().address())) {
            String request = daemon.api().request("GET", "events", "");
            stream.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            Thread reader = new Thread(() -> follow(stream, events), "events");
            reader.setDaemon(true);
            reader.start();
            Await.until("the stream has begun", () -> events.get().contains("200 OK"));
            Proc.signal(daemon.pid("tick"), "USR1");
            Await.until("a rotation", () -> events.get().contains("event: output.rotated"));
            daemon.operate("stop", "tick");
            Await.until("the end", () -> events.get().contains("event: process.stopped"));
        }
        assertThat(events.get())
                .containsPattern(
                        "\"type\":\"output.rotated\",\"name\":\"tick\",\"message\":\"[^\"]+tick.log"
                                + "[^\"]+\",.*\"stream\":\"stdout\",\"output\":\\{\"stdout\":"
                                + "\\{\"bytes\":[0-9]+")
                .containsPattern("\"type\":\"process.stopped\".*\"output\":\\{\"stdout\":\\{");
    }

    private static void follow(SocketChannel stream, AtomicReference<String> into) {
        ByteBuffer buffer = ByteBuffer.allocate(65_536);
        try {
            while (stream.read(buffer.clear()) >= 0) {
                String part =
                        new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
                into.updateAndGet(text -> text + part);
            }
        } catch (IOException closed) {
            // The test has seen enough.
            return;
        }
    }

    @Test
    void oldFilesOfTheDaemonsOwnLogAreCompressed() throws IOException {
        Daemon daemon =
                daemons.prepare(
                                """
                                log: {file: own.log, level: debug, logrotate: {maxbytes: 1KB, compress: true}}
                                programs: {a: {cmd: sleep 1000}}
                                """)
                        .start();
        Await.until(
                "a compressed old file",
                () -> {
                    daemon.operate("restart", "a");
                    return java.nio.file.Files.exists(daemon.file("own.log.1.gz"));
                });
    }
}
