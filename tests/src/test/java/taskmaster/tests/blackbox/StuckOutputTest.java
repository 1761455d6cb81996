package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Logs that take nothing for a while: a full disk, a frozen one, a reader that stands still. Who
/// writes there waits and loses nothing, or drops and goes on, as the file says; nobody else is
/// held up.
final class StuckOutputTest {

    private static final int LINES = 12_000;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(40);

    /// Three logs on the small disk, one of them shared; `clock` writes elsewhere.
    private static final String YAML =
            """
            defaults: {starttime: 0, stoptime: 2, autorestart: false, logrotate: {maxbytes: 300KB, backups: 500}}
            programs:
              one:   {cmd: "${here}/writer 0 12000 0", stdout: small/one.log}
              two:   {cmd: "${here}/writer 1 12000 0 both", stdout: small/two.log, stderr: stdout}
              many:  {cmd: "sh -c 'exec ${here}/writer $((2 + ${process_num})) 12000 0'", numprocs: 4, stdout: small/many.log}
              clock: {cmd: "${here}/clock", stdout: clock.log}
            """;

    private static final List<String> WRITERS =
            List.of("one", "two", "many:many_00", "many:many_01", "many:many_02", "many:many_03");

    /// Says `tick` at each SIGUSR1.
    private static final String CLOCK =
            """
            trap 'echo tick' USR1
            echo ready
            while :; do sleep 1000 & wait; done
            """;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @Test
    void whileADiskIsFullProgramsWaitAndWhenThereIsRoomEveryLineArrives() throws IOException {
        Daemon daemon = prepare(YAML);
        try (SmallDisk disk = SmallDisk.ofMemory(daemon, "small", 2048)) {
            daemon.start();
            daemon.awaitLog("ENOSPC");
            Await.until("it is full", () -> bytes(disk) > 1_900_000);
            for (String name : WRITERS) {
                daemon.awaitState(name, "RUNNING");
            }
            othersGoOn(daemon);
            disk.resize(8 * 1024);
            Await.until("it is full again", LONG, () -> bytes(disk) > 7_800_000);
            othersGoOn(daemon);
            disk.resize(200 * 1024);
            everyLineArrives(daemon, disk);
        }
    }

    @Test
    void whoseOutputMayBeDroppedGoesOnAndWhatIsThereIsWholeAndInOrder() throws IOException {
        Daemon daemon =
                prepare(
                        """
                        defaults: {starttime: 0, stoptime: 2, autorestart: false, logrotate: {maxbytes: 0}}
                        programs:
                          one:   {cmd: "${here}/writer 0 12000 0 ${here}/gate", stdout: small/one.log, overflow: drop}
                          clock: {cmd: "${here}/clock", stdout: clock.log}
                        """);
        try (SmallDisk disk = SmallDisk.ofMemory(daemon, "small", 1024)) {
            daemon.start();
            daemon.awaitLog("ENOSPC");
            Files.createFile(daemon.file("gate"));
            daemon.awaitState("one", "EXITED");
            othersGoOn(daemon);
            disk.resize(200 * 1024);
            Await.until(
                    "what is missing is counted",
                    () ->
                            bytes(disk) + droppedBytes(daemon, "one")
                                    == NumberedLines.bytes(0, LINES));
            assertThat(droppedBytes(daemon, "one")).isPositive();
        }
    }

    private static long droppedBytes(Daemon daemon, String name) {
        String json = daemon.ctl("status", name, "--json").out();
        Matcher matcher = Pattern.compile("\"dropped_bytes\":([0-9]+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : -1;
    }

    @Test
    void whileADiskIsFrozenNobodyElseIsHeldUpAndWhenItThawsEveryLineArrives() throws IOException {
        Daemon daemon = prepare(YAML.replace("12000 0", "12000 20000"));
        try (SmallDisk disk = SmallDisk.ofBlocks(daemon, "small", 200)) {
            daemon.start();
            Await.until("some lines", () -> bytes(disk) > 200_000);
            disk.freeze();
            for (int i = 0; i < 5; i++) {
                othersGoOn(daemon);
            }
            for (String name : WRITERS) {
                daemon.awaitState(name, "RUNNING");
            }
            disk.thaw();
            everyLineArrives(daemon, disk);
        }
    }

    @Test
    void aReaderOfTheDaemonsOutputThatStandsStillHoldsUpOnlyWhoWritesThere() throws IOException {
        Daemon daemon =
                prepare(
                        """
                        defaults: {starttime: 0, stoptime: 2, autorestart: false}
                        programs:
                          flood: {cmd: "${here}/writer 0 12000 0", stdout: /dev/stdout}
                          clock: {cmd: "${here}/clock", stdout: clock.log}
                        """);
        Path fifo = daemon.file("reader");
        Ended.tool("mkfifo", fifo.toString());
        daemon.through(List.of("sh", "-c", "exec \"$@\" 1<>" + fifo, "sh")).start();
        for (int i = 0; i < 3; i++) {
            othersGoOn(daemon);
        }
        assertThat(daemon.status("flood").state()).isEqualTo("RUNNING");
        try (InputStream reader = new FileInputStream(fifo.toFile())) {
            var lines = new NumberedLines.Comparison(0);
            long wanted = NumberedLines.bytes(0, LINES);
            skipGreeting(reader);
            byte[] buffer = new byte[65_536];
            while (lines.bytes() < wanted) {
                int most = (int) Math.min(buffer.length, wanted - lines.bytes());
                lines.add(buffer, 0, reader.read(buffer, 0, most), "the daemon's output");
            }
        }
        daemon.awaitState("flood", "EXITED");
    }

    /// What the daemon itself prints in the foreground, which ends before any program's first line.
    private static void skipGreeting(InputStream reader) throws IOException {
        String last = "";
        while (!last.contains("  shell: ")) {
            var line = new StringBuilder();
            for (int next = reader.read(); next != '\n'; next = reader.read()) {
                line.append((char) next);
            }
            last = line.toString();
        }
    }

    private Daemon prepare(String yaml) throws IOException {
        Daemon daemon = daemons.prepare(yaml).script("clock", CLOCK);
        NumberedLines.writer(daemon.directory());
        return daemon;
    }

    private static long bytes(SmallDisk disk) throws IOException {
        return LogFiles.bytes(LogFiles.below(disk.file("")));
    }

    /// Another program's line is in its log soon, and the daemon does what it is told.
    private static void othersGoOn(Daemon daemon) throws IOException {
        daemon.awaitText("clock.log", "ready\n");
        long before = Files.size(daemon.file("clock.log"));
        Proc.signal(daemon.pid("clock"), "USR1");
        Await.until("a tick", SOON, () -> Files.size(daemon.file("clock.log")) > before);
        assertThat(daemon.operate("restart", "clock")).contains("RUNNING");
        Await.until("the new one", () -> daemon.text("clock.log").endsWith("ready\n"));
        assertThat(daemon.ctl("status", "clock")).extracting(Ended::status).isEqualTo(0);
    }

    private static void everyLineArrives(Daemon daemon, SmallDisk disk) throws IOException {
        Map<Integer, Integer> lines = new TreeMap<>();
        long wanted = 0;
        for (int writer = 0; writer < WRITERS.size(); writer++) {
            lines.put(writer, LINES);
            wanted += NumberedLines.bytes(writer, LINES);
        }
        long all = wanted;
        try {
            Await.until("all bytes", LONG, () -> bytes(disk) >= all);
        } catch (AssertionError late) {
            harvest(disk).isComplete(lines);
            throw late;
        }
        for (String name : WRITERS) {
            daemon.awaitState(name, "EXITED");
        }
        Harvest harvest = harvest(disk);
        harvest.isComplete(lines);
        harvest.filesHaveOneOrder();
    }

    private static Harvest harvest(SmallDisk disk) throws IOException {
        Harvest harvest = new Harvest();
        for (String log : List.of("one.log", "two.log", "many.log")) {
            for (Path file : LogFiles.of(disk.file(log))) {
                harvest.add(file);
            }
        }
        return harvest;
    }
}
