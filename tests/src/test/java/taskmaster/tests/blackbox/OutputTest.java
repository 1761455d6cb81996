package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where output goes; one daemon for all.
final class OutputTest {

    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 1, startretries: 0}
            programs:
              discarded: {cmd: "${here}/talk", stdout: none, stderr: none}
              filed:     {cmd: "${here}/talk", stdout: "${here}/filed.out", stderr: filed.err}
              merged:    {cmd: "${here}/talk", stdout: merged.log, stderr: stdout}
              owned:     {cmd: "${here}/talk"}
              onward:    {cmd: "${here}/talk", stdout: /dev/stdout, stderr: /dev/stderr}
              half:      {cmd: "${here}/talk", stdout: none, stderr: half.err}
              shared:    {cmd: "${here}/lines ${process_num}", numprocs: 3, stdout: shared.log, stderr: shared.log}
              nowhere:   {cmd: "${here}/talk", stdout: /nowhere/at/all.log}
              nowhere-err: {cmd: "${here}/talk", stderr: /nowhere/at/all.log}
              directory: {cmd: "${here}/talk", stdout: "${here}"}
              device:    {cmd: "${here}/talk", stdout: /dev/full}
              exact:     {cmd: "${here}/exact", stdout: exact.log, autorestart: false, logrotate: {maxbytes: 0}}
              last:      {cmd: "${here}/last", stdout: last.log, autorestart: false}
              rotated:   {cmd: "${here}/many", stdout: rotated.log, autorestart: false, logrotate: {maxbytes: 64KB, backups: 2}}
              moved:     {cmd: "${here}/tick moved", stdout: moved.log}
              silent:    {cmd: "${here}/silent", stdout: silent.log}
            """;

    private static final String TALK =
            """
            echo to stdout
            echo to stderr >&2
            exec sleep 1000
            """;

    private static final String LINES =
            """
            x=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
            i=10000
            while [ $i -lt 12000 ]; do
                echo "out $1 $i $x"
                echo "err $1 $i $x" >&2
                i=$((i + 1))
            done
            exec sleep 1000
            """;

    private static final String EXACT =
            """
            here=${0%/*}
            head -c 3000000 /dev/urandom | tee "$here/exact.copy"
            """;

    private static final String LAST =
            """
            i=0
            while [ $i -lt 500 ]; do echo "line $i"; i=$((i + 1)); done
            printf 'no line feed'
            """;

    private static final String MANY =
            """
            i=10000
            while [ $i -lt 20000 ]; do
                echo "$i aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
                i=$((i + 1))
            done
            """;

    private static final String TICK =
            """
            trap 'echo tick' USR1
            echo ready
            while :; do sleep 1000 & wait; done
            """;

    /// Closes all that it was given.
    private static final String SILENT =
            """
            echo before
            exec <&- >&- 2>&-
            exec sleep 1000
            """;

    @RegisterExtension static final Daemons DAEMONS = Daemons.ofClass();

    private static Daemon daemon;

    @BeforeAll
    static void start() throws IOException {
        daemon =
                DAEMONS.prepare(YAML)
                        .script("talk", TALK)
                        .script("lines", LINES)
                        .script("exact", EXACT)
                        .script("last", LAST)
                        .script("many", MANY)
                        .script("tick", TICK)
                        .script("silent", SILENT)
                        .start();
    }

    @Test
    void discardedOutputGoesNowhere() throws IOException {
        ProcessView view = daemon.awaitState("discarded", "RUNNING");
        assertThat(view.stdoutLog()).isNull();
        assertThat(view.stderrLog()).isNull();
        Path out = Path.of("/proc/" + daemon.pid("discarded") + "/fd/1");
        assertThat(Files.readSymbolicLink(out)).isEqualTo(Path.of("/dev/null"));
        Ended tail = daemon.ctl("tail", "discarded");
        assertThat(tail.status()).isEqualTo(1);
        assertThat(tail.err()).contains("discarded").contains("not kept");
    }

    @Test
    void eachStreamGoesToItsFile() {
        daemon.awaitText("filed.out", "\n");
        daemon.awaitText("filed.err", "\n");
        assertThat(daemon.text("filed.out")).isEqualTo("to stdout\n");
        assertThat(daemon.text("filed.err")).isEqualTo("to stderr\n");
        daemon.awaitText("half.err", "to stderr\n");
    }

    @Test
    void aFileIsAppendedToByTheNextProcess() throws IOException {
        daemon.awaitText("merged.log", "to stderr\n");
        daemon.operate("restart", "merged");
        daemon.awaitText("merged.log", "to stdout\nto stderr\nto stdout\nto stderr\n");
    }

    @Test
    void withoutAPathItIsKeptWhereTailFindsIt() {
        daemon.await("owned", view -> view.stdoutLog() != null);
        Await.until("tail", () -> daemon.ctl("tail", "owned").out().equals("to stdout\n"));
        assertThat(daemon.ctl("tail", "owned", "stderr").out()).isEqualTo("to stderr\n");
    }

    @Test
    void devStdoutIsTheDaemonsOwn() {
        daemon.awaitText("daemon.out", "to stdout\n");
        daemon.awaitText("daemon.err", "to stderr\n");
    }

    @Test
    void aFileThatManyShareHasOnlyWholeLines() {
        Await.until("all lines", () -> daemon.text("shared.log").lines().count() >= 3 * 2 * 2000);
        List<String> lines = daemon.text("shared.log").lines().toList();
        assertThat(lines).hasSize(12_000).doesNotHaveDuplicates();
        assertThat(lines).allMatch(line -> line.matches("(out|err) [0-2] 1[01][0-9]{3} x{80}"));
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, /nowhere/at/all.log, ENOENT",
        "nowhere-err, /nowhere/at/all.log, ENOENT",
        "directory, is a directory, EISDIR",
        "device, /dev/full, regular file"
    })
    void aLogThatCannotBeWrittenIsAFailedStartWithTheReason(String name, String what, String errno)
            throws IOException {
        ProcessView aborted = daemon.awaitState(name, "ABORTED");
        assertThat(aborted.reason()).contains(what).contains(errno);
        assertThat(daemon.status("filed").state()).as("others").isEqualTo("RUNNING");
    }

    @Test
    void everyByteArrives() throws IOException {
        daemon.awaitState("exact", "EXITED");
        Await.until("all bytes", () -> Files.size(daemon.file("exact.log")) >= 3_000_000);
        assertThat(Files.mismatch(daemon.file("exact.log"), daemon.file("exact.copy")))
                .isEqualTo(-1);
    }

    @Test
    void theLastWordsOfAProcessAreKept() {
        daemon.awaitState("last", "EXITED");
        daemon.awaitText("last.log", "no line feed");
        assertThat(daemon.text("last.log").lines()).hasSize(501).endsWith("no line feed");
    }

    @Test
    void aFileIsRotatedAtItsSizeAndOldOnesGo() throws IOException {
        daemon.awaitState("rotated", "EXITED");
        Await.until("the last line", () -> daemon.text("rotated.log").contains("19999 "));
        assertThat(daemon.file("rotated.log.3")).doesNotExist();
        for (String name : List.of("rotated.log.1", "rotated.log.2")) {
            assertThat(Files.size(daemon.file(name))).isBetween(60_000L, 65_536L);
            assertThat(daemon.text(name)).endsWith("\n");
        }
        List<String> kept =
                (daemon.text("rotated.log.2")
                                + daemon.text("rotated.log.1")
                                + daemon.text("rotated.log"))
                        .lines()
                        .toList();
        int first = Integer.parseInt(kept.getFirst().substring(0, 5));
        assertThat(kept).hasSize(20_000 - first);
    }

    @Test
    void sigusr2ReopensAFileThatWasRenamed() throws IOException {
        daemon.awaitText("moved.log", "ready");
        Files.move(daemon.file("moved.log"), daemon.file("moved.old"));
        daemon.signal("USR2");
        Await.until("a new file", () -> Files.exists(daemon.file("moved.log")));
        Proc.signal(daemon.pid("moved"), "USR1");
        daemon.awaitText("moved.log", "tick\n");
        assertThat(daemon.text("moved.old")).isEqualTo("ready\n");
        daemon.awaitLog("SIGUSR2");
    }

    @Test
    void aChildThatClosesItsStdoutGoesOnAndCostsNothing() throws IOException {
        daemon.awaitText("silent.log", "before");
        daemon.awaitState("silent", "RUNNING");
        long pid = daemon.pid("silent");
        assertThat(Proc.lives(pid)).isTrue();
        assertThat(daemon.operate("restart", "silent")).contains("RUNNING");
        assertThat(Proc.lives(pid)).isFalse();
    }
}
