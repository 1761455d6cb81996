package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import taskmaster.api.ProcessView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// Fifty writers, a thousand rotations and an operator who cannot leave anything alone: each line
/// arrives once, whole and in order.
final class NothingLostTest {

    private static final int OWN = 30;
    private static final int POOL = 12;
    private static final int COMMON = 4;
    private static final int OWN_LINES = 20_000;
    private static final int SHARED_LINES = 16_000;
    private static final int ROTATIONS_MIN = 1000;
    private static final int TURNS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final long SEED = 3;

    /// Writers 0 to 29 have a file each, `pool` and the two `common` share one each; 5 of the first
    /// change their file in the course.
    private static final String YAML =
            """
            defaults:
              starttime: 0
              startretries: 0
              autorestart: false
              stoptime: STOPTIME
              logrotate: {maxbytes: MAXBYTES, backups: BACKUPS}
            programs:
              own:   {cmd: "${here}/writer ${process_num} 20000 PAUSE both", numprocs: 25, stdout: "logs/own_${process_num:2}.log", stderr: stdout}
              moved: {cmd: "sh -c 'exec ${here}/writer $((25 + ${process_num})) 20000 PAUSE'", numprocs: 5, stdout: "WHERE/moved_${process_num}.log"}
              pool:  {cmd: "sh -c 'exec ${here}/writer $((30 + ${process_num})) 16000 PAUSE'", numprocs: 12, stdout: logs/pool.log}
              east:  {cmd: "sh -c 'exec ${here}/writer $((42 + ${process_num})) 16000 PAUSE'", numprocs: 4, stdout: logs/common.log}
              west:  {cmd: "sh -c 'exec ${here}/writer $((46 + ${process_num})) 16000 PAUSE >&2'", numprocs: 4, stdout: none, stderr: logs/common.log}
              calm:  {cmd: "sh -c 'echo hello; exec sleep 1000'", autorestart: true, stdout: calm.log}
            """;

    private static final String PAUSE_MICROSECONDS = "40000";

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    private final Random random = new Random(SEED);
    private int renames;

    @Test
    void everyLineArrivesOnceThroughRotationsRenamesReopeningsAndReloads() throws IOException {
        Daemon daemon = daemons.prepare(yaml(100_000, 500, 3, "logs"));
        NumberedLines.writer(daemon.directory());
        for (String name : List.of("logs", "logs/renamed", "logs/late")) {
            Files.createDirectory(daemon.file(name));
        }
        daemon.start();
        Map<String, Integer> starts = starts(daemon);
        interfere(daemon);
        Map<Integer, Integer> lines = lines();
        awaitBytes(daemon, bytes(lines));
        assertThat(starts(daemon)).as("nobody was started anew").isEqualTo(starts);
        Harvest harvest = harvest(daemon);
        harvest.isComplete(lines);
        harvest.filesHaveOneOrder();
        long rotations = 0;
        for (Path file : LogFiles.below(daemon.file("logs"))) {
            rotations += file.getFileName().toString().matches(".*[.]log[.][0-9]+") ? 1 : 0;
        }
        assertThat(rotations).as("rotations").isGreaterThan(ROTATIONS_MIN);
        assertThat(renames).as("renamed by others").isGreaterThan(TURNS);
    }

    private static String yaml(int maxBytes, int backups, int stopTime, String where) {
        return YAML.replace("MAXBYTES", "" + maxBytes)
                .replace("BACKUPS", "" + backups)
                .replace("STOPTIME", "" + stopTime)
                .replace("WHERE", where)
                .replace("PAUSE", PAUSE_MICROSECONDS);
    }

    /// Renames files and says so, changes settings, restarts another, until all writers have ended.
    private void interfere(Daemon daemon) throws IOException {
        String where = "logs";
        long step = bytes(lines()) / TURNS;
        for (int turn = 0; turn < TURNS; turn++) {
            awaitBytes(daemon, turn * step);
            for (int i = 0; i < 3; i++) {
                rename(daemon);
            }
            daemon.signal("USR2");
            if (turn % 3 == 1) {
                where = turn < TURNS / 2 ? "logs" : "logs/late";
                daemon.reload(
                        yaml(
                                70_000 + random.nextInt(90_000),
                                500 + random.nextInt(100),
                                2 + random.nextInt(5),
                                where));
            }
            if (turn % 4 == 2) {
                assertThat(daemon.operate("restart", "calm")).contains("RUNNING");
            }
        }
    }

    /// What logrotate does before its `postrotate`.
    private void rename(Daemon daemon) throws IOException {
        List<Path> logs =
                LogFiles.below(daemon.file("logs")).stream()
                        .filter(path -> path.toString().endsWith(".log"))
                        .toList();
        Path log = logs.get(random.nextInt(logs.size()));
        Path renamed = daemon.file("logs/renamed/" + log.getFileName() + "-" + renames);
        try {
            Files.move(log, renamed);
            renames++;
        } catch (NoSuchFileException _) {
            // The daemon renames it at this very moment.
        }
    }

    private static Map<Integer, Integer> lines() {
        Map<Integer, Integer> lines = new TreeMap<>();
        for (int writer = 0; writer < OWN + POOL + 2 * COMMON; writer++) {
            lines.put(writer, writer < OWN ? OWN_LINES : SHARED_LINES);
        }
        return lines;
    }

    private static long bytes(Map<Integer, Integer> lines) {
        long bytes = 0;
        for (Map.Entry<Integer, Integer> one : lines.entrySet()) {
            bytes += NumberedLines.bytes(one.getKey(), one.getValue());
        }
        return bytes;
    }

    private static long found(Daemon daemon) throws IOException {
        return LogFiles.bytes(LogFiles.below(daemon.file("logs")));
    }

    private static Harvest harvest(Daemon daemon) throws IOException {
        Harvest harvest = new Harvest();
        for (Path file : LogFiles.below(daemon.file("logs"))) {
            harvest.add(file);
        }
        return harvest;
    }

    private static void awaitBytes(Daemon daemon, long wanted) throws IOException {
        try {
            Await.until("all bytes", PATIENCE, () -> found(daemon) >= wanted);
        } catch (AssertionError late) {
            // What there is tells what is missing.
            harvest(daemon).isComplete(lines());
            throw late;
        }
    }

    private static Map<String, Integer> starts(Daemon daemon) throws IOException {
        Map<String, Integer> restarts = new HashMap<>();
        for (ProcessView view : daemon.processes()) {
            if (!view.program().equals("calm")) {
                restarts.put(view.name(), view.restarts());
            }
        }
        return restarts;
    }
}
