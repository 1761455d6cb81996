package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Pattern;

/// The daemon's own log: levels at run time, and where its lines go.
final class DaemonLogTest {

    private static final String IDLE =
            "programs: {a: {cmd: sleep 1000, stoptime: 1, starttime: 0}}\n";

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private Daemon start(String log) throws IOException {
        return daemons.start(yaml(log));
    }

    private static String yaml(String log) {
        return "log: {file: own.log%s}\n%s".formatted(log, IDLE);
    }

    @Test
    void levelsChangeAtRunTimeAndTheLogSaysWhoDidIt() throws IOException {
        Daemon daemon = start(", level: warn, levels: {control: info}");
        assertThat(daemon.ctl("log-level").out().lines().toList())
                .hasSizeGreaterThan(8)
                .anyMatch(line -> line.startsWith("main     warn   the daemon"))
                .anyMatch(line -> line.startsWith("control  info   "));
        assertThat(daemon.ctl("log-level", "process", "info").out())
                .startsWith("process  info   (configured: warn) ");
        daemon.awaitText("own.log", "INFO  log  ");
        assertThat(daemon.text("own.log"))
                .containsPattern("INFO  log  \\S+ \\(by socket\\): log-level process info\n");
        daemon.ctl("restart", "a");
        daemon.awaitText("own.log", " process  a");

        assertThat(daemon.ctl("log-level", "error").status()).isZero();
        daemon.awaitText("own.log", "(by socket): log-level error\n");
        daemon.ctl("restart", "a");
        assertThat(daemon.ctl("log-level", "reset").out()).doesNotContain("configured");
        daemon.awaitText("own.log", "(by socket): log-level reset\n");
        assertThat(daemon.text("own.log"))
                .as("nothing was told between the two")
                .containsPattern("log-level error\n[^\n]+ log-level reset\n");
    }

    @Test
    void changedLevelsLastUntilAReloadBringsOthers() throws IOException {
        Daemon daemon = start("");
        daemon.ctl("log-level", "loop", "debug");
        daemon.configure(yaml(", format: json"));
        assertThat(daemon.ctl("reload").out()).doesNotContain("log-level");
        assertThat(daemon.ctl("log-level", "loop").out()).startsWith("loop     debug ");
        daemon.configure(yaml(", levels: {loop: error}"));
        assertThat(daemon.ctl("reload").out())
                .contains("in force; what `log-level` had changed has ended");
        assertThat(daemon.ctl("log-level", "loop").out()).startsWith("loop     error  sig");
    }

    @Test
    void unknownWordsAreRefused() throws IOException {
        Daemon daemon = start("");
        Ended component = daemon.ctl("log-level", "contrl", "debug");
        assertThat(component.status()).isEqualTo(1);
        assertThat(component.err())
                .isEqualTo(
                        """
                        error: unknown component `contrl`
                          = help: did you mean `control`?
                        """);
        assertThat(daemon.ctl("log-level", "control", "loud").err())
                .contains("unknown level `loud`", "levels are error, warn, info, debug, trace");
        Api.Answer answer =
                daemon.api().post("log-levels", "{\"component\":\"x\",\"level\":\"info\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("\"bad_component\"");
        assertThat(daemon.api().post("log-levels", "{}").status()).isEqualTo(400);
    }

    @Test
    void syslogGetsTheLinesAndTheSwitchIsLive() throws IOException {
        try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Daemon daemon = start("");
            String syslog = ", syslog: \"syslog+udp://127.0.0.1:" + server.getLocalPort() + "\"";
            daemon.configure(yaml(syslog));
            assertThat(daemon.ctl("reload").out()).contains("are in force");
            daemon.ctl("restart", "a");
            String pid = Long.toString(daemon.pid());
            await(
                    server,
                    Pattern.compile(
                            "<30>1 \\S+Z \\S+ taskmasterd "
                                    + pid
                                    + " control - \\S+ \\(by socket\\): restart a"));
        }
    }

    private static void await(DatagramSocket server, Pattern wanted) throws IOException {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        server.setSoTimeout(1000);
        Await.until(
                "a message " + wanted,
                () -> {
                    try {
                        server.receive(packet);
                    } catch (SocketTimeoutException none) {
                        return false;
                    }
                    byte[] bytes = packet.getData();
                    String text = new String(bytes, 0, packet.getLength(), StandardCharsets.UTF_8);
                    return wanted.matcher(text).matches();
                });
    }

    @Test
    void formatFileAndRotationChangeLive() throws IOException {
        Daemon daemon = start("");
        daemon.configure(
                yaml(", format: json, logrotate: {maxbytes: 1KB, backups: 2, compress: true}")
                        .replace("own.log", "other.log"));
        assertThat(daemon.ctl("reload").out()).contains("are in force");
        Await.until(
                "compressed old files",
                () -> {
                    daemon.operate("restart", "a");
                    return Files.exists(daemon.file("other.log.2.gz"));
                });
        assertThat(daemon.text("other.log").lines())
                .allSatisfy(line -> assertThat(line).startsWith("{\"time\":\"").endsWith("\"}"));
        daemon.awaitText("daemon.err", "{\"time\":\"");
        assertThat(Files.exists(daemon.file("other.log.3.gz"))).isFalse();

        daemon.configure(yaml(", logrotate: {maxbytes: 0}"));
        daemon.ctl("reload");
        daemon.operate("restart", "a");
        daemon.awaitText("own.log", "(by socket): restart a\n");
    }

    @Test
    void renamedFileIsMadeAnewAtSigusr2() throws IOException {
        Daemon daemon = start("");
        Files.move(daemon.file("own.log"), daemon.file("moved.log"));
        daemon.ctl("restart", "a");
        daemon.awaitText("moved.log", "restart a");
        Proc.signal(daemon.pid(), "USR2");
        Await.until("a new file", () -> Files.exists(daemon.file("own.log")));
        daemon.ctl("stop", "a");
        daemon.awaitText("own.log", "stop a");
        assertThat(daemon.text("moved.log")).doesNotContain("stop a");
    }

    @Test
    void fullDiskStopsNothingAndTheFileSaysWhatIsMissing() throws IOException {
        Daemon daemon = daemons.prepare(yaml(", level: debug").replace("own.log", "disk/own.log"));
        try (SmallDisk disk = SmallDisk.ofMemory(daemon, "disk", 16)) {
            daemon.start();
            Await.until(
                    "the log cannot be written",
                    () -> {
                        daemon.operate("restart", "a");
                        return daemon.text("daemon.err")
                                .contains("own.log: no space left on device (ENOSPC); its lines");
                    });
            daemon.operate("restart", "a");
            disk.resize(1024);
            daemon.operate("restart", "a");
            String log =
                    Await.value(
                            "the file tells of the gap",
                            () -> {
                                String text = Files.readString(disk.file("own.log"));
                                return text.contains("missing here") ? text : null;
                            });
            assertThat(log.lines())
                    .as("no line is torn")
                    .allMatch(line -> line.matches("[0-9T:.-]{23}Z [A-Z]+ +[a-z]+  .+"))
                    .anyMatch(
                            line ->
                                    line.matches(
                                            ".* [0-9]+ log lines are missing here: no space left"
                                                    + " on device \\(ENOSPC\\); standard error"
                                                    + " has them"));
        }
    }
}
