package taskmaster.tests.blackbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Programs that print without end.
final class FloodTest {

    private static final long GROWTH_KILOBYTES_MAX = 30_000;
    private static final long RESIDENT_KILOBYTES_MAX = 200_000;

    @RegisterExtension final Daemons daemons = Daemons.ofTest();

    @ParameterizedTest
    @ValueSource(strings = {"yes", "cat /dev/urandom", "cat /dev/zero"})
    void printingWithoutEndNeitherGrowsTheMemoryNorTakesTheControl(String command)
            throws IOException {
        Daemon daemon =
                daemons.start(
                        """
                        defaults: {starttime: 0, stoptime: 2}
                        programs:
                          flood: {cmd: %s, stdout: flood.log, logrotate: {maxbytes: 1MB, backups: 1}}
                          calm: {cmd: sleep 1000}
                        """
                                .formatted(command));
        awaitRotations(daemon, 10);
        long before = Proc.residentKilobytes(daemon.pid());
        awaitRotations(daemon, 60);
        long after = Proc.residentKilobytes(daemon.pid());
        assertThat(after - before).as("kilobytes").isLessThan(GROWTH_KILOBYTES_MAX);
        assertThat(after).as("kilobytes").isLessThan(RESIDENT_KILOBYTES_MAX);
        long beganNanos = System.nanoTime();
        assertThat(daemon.operate("restart", "calm")).contains("RUNNING");
        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos))
                .isLessThan(Duration.ofSeconds(5));
        assertThat(daemon.ctl("status").status()).isZero();
        assertThat(daemon.operate("stop", "flood")).contains("\"stopped\"");
        daemon.signal("TERM");
        assertThat(daemon.awaitEnd()).isZero();
    }

    /// Each rotated file has another inode, or another time.
    private static void awaitRotations(Daemon daemon, int count) {
        Set<Object> seen = new HashSet<>();
        Await.until(
                count + " rotations",
                Duration.ofSeconds(60),
                () -> {
                    if (Files.exists(daemon.file("flood.log.1"))) {
                        seen.add(Files.getAttribute(daemon.file("flood.log.1"), "unix:ctime"));
                    }
                    return seen.size() >= count;
                });
    }

    @Test
    void aFullDiskIsReportedAndHarmsNobodyAndEndsWhenThereIsRoom() throws IOException {
        Users.assumeRoot("mount a small disk");
        Users.assumeTool("unshare");
        Daemon daemon =
                daemons.prepare(
                        """
                        defaults: {starttime: 0, stoptime: 2}
                        programs:
                          flood: {cmd: yes, stdout: small/flood.log, logrotate: {maxbytes: 0}}
                          calm: {cmd: sleep 1000, stdout: calm.log}
                        """);
        String small = Files.createDirectory(daemon.file("small")).toString();
        daemon.through(
                        List.of(
                                "unshare",
                                "--mount",
                                "sh",
                                "-c",
                                "mount -t tmpfs -o size=256k none " + small + " && exec \"$@\"",
                                "sh"))
                .start();
        daemon.awaitLog("ENOSPC");
        assertThat(daemon.operate("restart", "calm")).contains("RUNNING");
        assertThat(daemon.status("flood").state()).isEqualTo("RUNNING");
        var log = java.nio.file.Path.of("/proc/" + daemon.pid() + "/root" + small + "/flood.log");
        Await.until("the disk is full", () -> Files.size(log) == 256 * 1024);
        String report = daemon.log();
        assertThat(daemon.operate("clear", "flood")).contains("cleared");
        Await.until("it is full again", () -> Files.size(log) == 256 * 1024);
        assertThat(daemon.log().length() - report.length())
                .as("it is not told again and again")
                .isLessThan(5_000);
        assertThat(daemon.operate("stop", "flood")).contains("\"stopped\"");
    }

    @Test
    void whoFollowsAFloodAndDoesNotReadIsNoBurden() throws IOException {
        Daemon daemon =
                daemons.start(
                        """
                        defaults: {starttime: 0, stoptime: 2}
                        programs:
                          flood: {cmd: yes, stdout: flood.log, logrotate: {maxbytes: 1MB, backups: 1}}
                        """);
        awaitRotations(daemon, 2);
        List<SocketChannel> followers = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                SocketChannel channel = SocketChannel.open(daemon.api().address());
                channel.write(
                        java.nio.ByteBuffer.wrap(
                                daemon.api()
                                        .request("GET", "logs/flood/stdout?lines=1&follow=true", "")
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                followers.add(channel);
            }
            long before = Proc.residentKilobytes(daemon.pid());
            awaitRotations(daemon, 50);
            assertThat(Proc.residentKilobytes(daemon.pid()) - before)
                    .isLessThan(GROWTH_KILOBYTES_MAX);
            assertThat(daemon.ctl("status").status()).isZero();
        } finally {
            for (SocketChannel channel : followers) {
                channel.close();
            }
        }
    }
}
