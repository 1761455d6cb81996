package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/// Formats, copies, rotation by the clock and compression, as they stand in files; one daemon for
/// all.
final class OutputFormTest {

    private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[.][0-9]{3}Z";

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 1, autorestart: false, stderr: none}
            programs:
              prefixed:  {cmd: "${here}/talk", numprocs: 2, stdout: prefixed.log, format: prefixed}
              json:      {cmd: "${here}/talk", stdout: json.log, stderr: stdout, format: json}
              clean:     {cmd: "${here}/talk", stdout: clean.log, strip_ansi: true}
              raw:       {cmd: "${here}/talk", stdout: raw.log}
              forwarded: {cmd: "${here}/talk", stdout: forwarded.log, format: prefixed, forward: stdout}
              remote:    {cmd: "${here}/talk", stdout: remote.log, forward: "syslog+udp://127.0.0.1:PORT"}
              hourly:    {cmd: "${here}/talk", stdout: hourly.log, logrotate: {interval: hourly}}
              packed:    {cmd: "${here}/count", stdout: packed.log, logrotate: {maxbytes: 20KB, backups: 100, compress: true}}
              flood:     {cmd: "${here}/writer 3 3000 0", stdout: flood.log, format: prefixed, logrotate: {maxbytes: 100KB, backups: 500}}
            """;

    private static final String TALK =
            "printf 'plain\\n\\033[31mred\\033[0m\\n\"\\\\\\n\\nlast\\n'\n";

    private static final String COUNT =
            """
            i=10000
            while [ $i -lt 20000 ]; do echo "$i packed"; i=$((i + 1)); done
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;
    private static DatagramSocket syslog;

    @BeforeAll
    static void start() throws IOException {
        syslog = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        syslog.setSoTimeout((int) Await.PATIENCE.toMillis());
        daemon =
                DAEMONS.prepare(YAML.replace("PORT", "" + syslog.getLocalPort()))
                        .script("talk", TALK)
                        .script("count", COUNT);
        NumberedLines.writer(daemon.directory());
        Path old = daemon.write("hourly.log", "of another hour\n");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        daemon.start();
    }

    @AfterAll
    static void end() {
        syslog.close();
    }

    @Test
    void rawLinesAreAsTheyCame() {
        daemon.awaitText("raw.log", "last\n");
        assertThat(daemon.text("raw.log"))
                .isEqualTo("plain\n\u001b[31mred\u001b[0m\n\"\\\n\nlast\n");
    }

    @Test
    void strippedLinesLackOnlyEscapeSequences() {
        daemon.awaitText("clean.log", "last\n");
        assertThat(daemon.text("clean.log")).isEqualTo("plain\nred\n\"\\\n\nlast\n");
    }

    @Test
    void prefixedLinesSayWhenAndWhose() {
        Await.until("both", () -> daemon.text("prefixed.log").lines().count() == 10);
        assertThat(daemon.text("prefixed.log").lines())
                .allMatch(line -> line.matches(TIME + " prefixed:prefixed_0[01] [|] .*"));
        assertThat(daemon.text("prefixed.log").lines().map(line -> line.replaceAll("^.*[|] ", "")))
                .containsOnly("plain", "\u001b[31mred\u001b[0m", "\"\\", "", "last");
    }

    @Test
    void jsonLinesAreObjects() {
        Await.until("all", () -> daemon.text("json.log").lines().count() == 5);
        List<String> lines = daemon.text("json.log").lines().toList();
        String head = "[{]\"time\":\"" + TIME + "\",\"process\":\"json\",\"stream\":\"stdout\",";
        assertThat(lines).allMatch(line -> line.matches(head + "\"line\":\".*\"[}]"));
        assertThat(lines.get(1)).endsWith("\"line\":\"\\u001b[31mred\\u001b[0m\"}");
        assertThat(lines.get(2)).endsWith("\"line\":\"\\\"\\\\\"}");
        assertThat(lines.get(3)).endsWith("\"line\":\"\"}");
    }

    @Test
    void forwardedLinesAreInBothPlaces() {
        daemon.awaitText("forwarded.log", "last\n");
        daemon.awaitText("daemon.out", "forwarded | last\n");
        assertThat(daemon.text("daemon.out")).contains(daemon.text("forwarded.log"));
    }

    @Test
    void aSyslogServerGetsEachLine() throws IOException {
        Set<String> texts = new HashSet<>();
        while (!texts.contains("last")) {
            var packet = new DatagramPacket(new byte[9000], 9000);
            syslog.receive(packet);
            String message =
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            assertThat(message).matches("(?s)<[0-9]+>1 [0-9T:.+Z-]+ \\S+ remote [0-9-]+ \\S+ .*");
            texts.add(message.replaceAll("(?s)^.* ", ""));
        }
        assertThat(texts).contains("plain", "last");
        daemon.awaitText("remote.log", "last\n");
    }

    @Test
    void aLogOfAnotherHourIsRenamedWhenItIsOpened() {
        daemon.awaitText("hourly.log.1", "of another hour\n");
        daemon.awaitText("hourly.log", "last\n");
        assertThat(daemon.text("hourly.log.1")).isEqualTo("of another hour\n");
        assertThat(daemon.text("hourly.log")).startsWith("plain\n");
    }

    @Test
    void oldFilesAreCompressedAndHoldEveryLine() throws IOException {
        daemon.awaitState("packed", "EXITED");
        daemon.awaitText("packed.log", "19999 packed\n");
        Await.until("the last is packed", () -> packed().size() >= 6 && plain().isEmpty());
        var all = new StringBuilder();
        for (int number = packed().size(); number > 0; number--) {
            byte[] data = Files.readAllBytes(daemon.file("packed.log." + number + ".gz"));
            try (var plain = new GZIPInputStream(new ByteArrayInputStream(data))) {
                all.append(new String(plain.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        List<String> lines = (all + daemon.text("packed.log")).lines().toList();
        assertThat(lines).hasSize(10_000).doesNotHaveDuplicates().isSorted();
        String tail = daemon.ctl("tail", "-n", "5000", "packed").out();
        assertThat(tail.lines()).startsWith("15000 packed").hasSize(5000);
    }

    private static List<String> packed() throws IOException {
        return logs("packed[.]log[.][0-9]+[.]gz");
    }

    private static List<String> plain() throws IOException {
        return logs("packed[.]log[.][0-9]+(|[.]gz[.]tmp)|packed[.]log[.]gz[.]tmp");
    }

    private static List<String> logs(String pattern) throws IOException {
        try (var files = Files.list(daemon.directory())) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches(pattern))
                    .toList();
        }
    }

    @Test
    void everyLineOfAFloodHasItsPrefix() throws IOException {
        daemon.awaitState("flood", "EXITED");
        String last = "\nw003 00002999 ";
        Await.until("the last line", () -> unprefixed().contains(last));
        byte[] lines = unprefixed().getBytes(StandardCharsets.ISO_8859_1);
        new Harvest().add("flood.log", lines).isComplete(java.util.Map.of(3, 3000));
    }

    private static String unprefixed() throws IOException {
        var all = new StringBuilder();
        for (Path file : LogFiles.of(daemon.file("flood.log"))) {
            for (String line : Ended.text(file).split("(?<=\n)", -1)) {
                all.append(line.replaceFirst("^" + TIME + " flood [|] ", ""));
            }
        }
        return all.toString();
    }
}
