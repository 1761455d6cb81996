package taskmaster.daemon.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ForwardTarget;
import taskmaster.core.LaunchSpec;
import taskmaster.core.OutputFormat;
import taskmaster.core.OutputSpec;
import taskmaster.core.Overflow;
import taskmaster.core.StreamTarget;
import taskmaster.daemon.control.LogStream;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;
import taskmaster.linux.OpenFlag;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class FormTest {

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
    private static final LaunchSpec NO_LOG =
            Rig.launch(new StreamTarget.Discarded(), new StreamTarget.Discarded());

    private final Kernel kernel = LinuxKernel.open();
    private Rig rig;
    private int stdout;

    @BeforeEach
    void open(@TempDir Path directory) {
        String file = directory.resolve("stdout").toString();
        stdout = kernel.open(file, 0600, OpenFlag.READ_WRITE, OpenFlag.CREATE, OpenFlag.APPEND);
        rig = new Rig(directory, stdout, stdout);
    }

    @AfterEach
    void close() {
        rig.close();
        kernel.close(stdout);
    }

    private static OutputSpec form(OutputFormat format, boolean strip, ForwardTarget... forward) {
        return new OutputSpec(format, strip, List.of(forward), Overflow.BLOCK, Rig.NO_ROTATION);
    }

    private static final OutputSpec PREFIXED = form(OutputFormat.PREFIXED, false);

    private void untilLines(String file, String... patterns) {
        Rig.until(
                file + " has its lines",
                () ->
                        Files.exists(rig.path(file))
                                && rig.content(file).split("\n", -1).length > patterns.length);
        List<String> lines = rig.content(file).lines().toList();
        assertThat(lines).hasSize(patterns.length);
        for (int index = 0; index < patterns.length; index++) {
            assertThat(lines.get(index)).matches(patterns[index]);
        }
    }

    @Test
    void prefixStandsBeforeEachLine() {
        rig.run("web", rig.toFile("out"), PREFIXED, "echo one; echo; printf three");
        rig.capture.settle(Rig.id("web"));

        untilLines("out", TIME + " web \\| one", TIME + " web \\| ", TIME + " web \\| three");
        assertThat(rig.capture.counters(Rig.id("web"), LogStream.STDOUT).bytes()).isEqualTo(10);
    }

    @Test
    void jsonTellsTheStream() {
        LaunchSpec launch = Rig.launch(rig.target("out"), rig.target("err"));
        rig.run("web", launch, form(OutputFormat.JSON, false), "echo '\"a\"'; echo b >&2");

        String head = "\\{\"time\":\"" + TIME + "\",\"process\":\"web\",\"stream\":";
        untilLines("out", head + "\"stdout\",\"line\":\"\\\\\"a\\\\\"\"\\}");
        untilLines("err", head + "\"stderr\",\"line\":\"b\"\\}");
    }

    @Test
    void escapesAreRemovedFromRawLines() {
        OutputSpec plain = form(OutputFormat.RAW, true);
        rig.run("web", rig.toFile("out"), plain, "printf '\\033[1mbold\\033[0m text\\n'");

        rig.untilContent("out", "bold text\n");
    }

    @Test
    void longLineIsCutAndCounted() {
        rig.run("web", rig.toFile("out"), PREFIXED, "head -c 100000 /dev/zero | tr '\\0' x; echo");

        untilLines(
                "out", TIME + " web \\| x{65536}", TIME + " web \\| x{" + (100_000 - 65_536) + "}");
        assertThat(rig.capture.counters(Rig.id("web"), LogStream.STDOUT).cutLines()).isOne();
    }

    @Test
    void longLineIsNotCutWithinACharacter() {
        rig.run(
                "web",
                rig.toFile("out"),
                PREFIXED,
                "printf x; head -c 80000 /dev/zero | sed 's/\\x0/\\xc3\\xa9/g'; echo");
        Rig.until("all pieces are there", () -> rig.content("out").split("\n", -1).length == 4);

        // The content was read byte by byte, so that each é is two characters.
        for (String line : rig.content("out").lines().toList()) {
            byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
            assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("\ufffd");
        }
    }

    @Test
    void formChangesAtTheEndOfALine() throws Exception {
        Path go = rig.path("go");
        assertThat(kernel.makeFifo(go.toString(), 0600)).isZero();
        var child =
                rig.start(
                        "web",
                        rig.toFile("out"),
                        Rig.RAW,
                        "/bin/sh",
                        "-c",
                        "printf begin; read x < " + go + "; echo ' end'; echo next");
        rig.untilContent("out", "begin");
        rig.capture.retarget(Rig.id("web"), "web", rig.toFile("out"), PREFIXED);
        Files.writeString(go, "go\n");
        rig.await(child);

        untilLines("out", "begin end", TIME + " web \\| next");
        rig.capture.retarget(Rig.id("web"), "web", rig.toFile("out"), Rig.RAW);
        rig.run("web", rig.toFile("out"), Rig.RAW, "echo raw");
        untilLines("out", "begin end", TIME + " web \\| next", "raw");
    }

    @Test
    void newNameStandsInTheLines() {
        rig.run("web", rig.toFile("out"), PREFIXED, "echo one");
        untilLines("out", TIME + " web \\| one");
        rig.capture.rename(Rig.id("web"), "web:web_00");
        var opened = rig.capture.open(Rig.id("web"), "web:web_00", rig.toFile("out"), PREFIXED);
        var streams = (OpenResult.Opened) opened;
        kernel.write(
                streams.stdoutFd(),
                ByteBuffer.allocateDirect(4).put("two\n".getBytes(StandardCharsets.UTF_8)).flip());
        rig.close(streams);

        untilLines("out", TIME + " web \\| one", TIME + " web:web_00 \\| two");
    }

    @Test
    void linesAreForwardedToTheDaemonsOutputAsTheyStandInTheLog() {
        OutputSpec forwarded = form(OutputFormat.PREFIXED, false, new ForwardTarget.DaemonStdout());
        rig.run("web", rig.toFile("out"), forwarded, "seq 1 1000");

        Rig.until("all is there", () -> rig.content("out").lines().count() == 1000);
        rig.untilContent("stdout", rig.content("out"));
    }

    @Test
    void rawLinesAreForwardedWithoutALog() {
        OutputSpec forwarded = form(OutputFormat.RAW, false, new ForwardTarget.DaemonStdout());
        rig.run("web", NO_LOG, forwarded, "seq 1 10000; printf end");
        rig.capture.settle(Rig.id("web"));

        rig.untilContent("stdout", RotationTest.numbers(10_000) + "end");
        assertThat(rig.capture.logPath(Rig.id("web"), LogStream.STDOUT)).isEmpty();
    }

    @Test
    void linesAreSentToSyslog() throws Exception {
        try (DatagramSocket receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            receiver.setSoTimeout(30_000);
            OutputSpec copied =
                    form(
                            OutputFormat.RAW,
                            true,
                            new ForwardTarget.RemoteSyslog(
                                    false, "127.0.0.1", receiver.getLocalPort()));
            rig.run("web", rig.toFile("out"), copied, "printf '\\033[1mhello\\033[0m\\n'");
            var packet = new DatagramPacket(new byte[1000], 1000);
            receiver.receive(packet);

            assertThat(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8))
                    .matches("<\\d+>1 \\S+ \\S+ web - stdout - (\\W*)hello");
            rig.untilContent("out", "hello\n");
        }
    }
}
