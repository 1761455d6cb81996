package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.time.Duration;

/// Whatever programs print, the daemon's memory stays within bounds.
final class OutputMemoryTest {

    private static final long GROWTH_KILOBYTES_MAX = 60_000;
    private static final Duration WINDOW = Duration.ofSeconds(3);

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @Test
    void manyLinesWithoutAnEndInOneFileTakeNoMoreThanTheLongestLineEach() throws IOException {
        Daemon daemon =
                daemons.start(
                        """
                        defaults: {starttime: 0, stoptime: 2}
                        programs:
                          calm: {cmd: sleep 1000}
                          endless: {cmd: cat /dev/zero, autostart: false, numprocs: 100, stdout: endless.log, logrotate: {maxbytes: 1MB, backups: 1}}
                        """);
        long before = settledKilobytes(daemon);
        assertThat(daemon.operate("start", "endless")).contains("RUNNING");
        staysBounded(daemon, before);
        assertThat(daemon.operate("restart", "calm")).contains("RUNNING");
        assertThat(daemon.operate("stop", "endless")).contains("\"stopped\"");
    }

    @Test
    void twoHundredWritersToAFullDiskWaitInTheirPipes() throws IOException {
        Daemon daemon =
                daemons.prepare(
                        """
                        defaults: {starttime: 0, stoptime: 2}
                        programs:
                          calm: {cmd: sleep 1000}
                          each: {cmd: yes, autostart: false, numprocs: 100, stdout: "small/${process_num}.log"}
                          both: {cmd: yes, autostart: false, numprocs: 100, stdout: small/both.log, format: prefixed}
                        """);
        try (SmallDisk disk = SmallDisk.ofMemory(daemon, "small", 1024)) {
            daemon.start();
            long before = settledKilobytes(daemon);
            assertThat(daemon.operate("start", "each")).contains("RUNNING");
            assertThat(daemon.operate("start", "both")).contains("RUNNING");
            daemon.awaitLog("ENOSPC");
            staysBounded(daemon, before);
            assertThat(daemon.operate("restart", "calm")).contains("RUNNING");
            assertThat(daemon.status("each:each_99").state()).isEqualTo("RUNNING");
            assertThat(LogFiles.below(disk.file(""))).isNotEmpty();
            assertThat(daemon.operate("stop", "each")).contains("\"stopped\"");
            assertThat(daemon.operate("stop", "both")).contains("\"stopped\"");
        }
    }

    private static long settledKilobytes(Daemon daemon) throws IOException {
        daemon.awaitState("calm", "RUNNING");
        return Proc.residentKilobytes(daemon.pid());
    }

    private static void staysBounded(Daemon daemon, long before) throws IOException {
        long[] most = new long[1];
        Await.steadily(
                "the daemon is watched",
                WINDOW,
                () -> {
                    most[0] = Math.max(most[0], Proc.residentKilobytes(daemon.pid()) - before);
                    return daemon.isAlive();
                });
        assertThat(most[0]).as("kilobytes more than before").isLessThan(GROWTH_KILOBYTES_MAX);
    }
}
