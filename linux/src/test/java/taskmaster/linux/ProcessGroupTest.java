package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import taskmaster.core.ExitStatus;
import taskmaster.linux.ReapResult.Reaped;
import taskmaster.linux.SpawnResult.Spawned;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Both ways: by the leader's pidfd, and by number as before Linux 6.9.
@ParameterizedClass
@ValueSource(booleans = {true, false})
class ProcessGroupTest {
    @Parameter boolean isByNumber;
    @TempDir Path directory;
    private Bench bench = new Bench();
    private Kernel kernel = bench.kernel;

    @org.junit.jupiter.api.BeforeEach
    void open() {
        bench.close();
        Set<Feature> missing = isByNumber ? Set.of(Feature.PIDFD_GROUP_SIGNAL) : Set.of();
        bench = new Bench(LinuxKernel.openWithout(missing));
        kernel = bench.kernel;
        assertThat(kernel.becomeSubreaper()).isZero();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /// A leader that lives, or ends at once, and two others of its group.
    private Group group(boolean isLeaderLiving) throws IOException {
        Path pids = Files.createTempFile(directory, "pids", "");
        int fd = kernel.open(pids.toString(), 0, OpenFlag.WRITE);
        String ready = directory.resolve("ready").toString();
        kernel.makeFifo(ready, 0600);
        String script =
                "sleep 1000 & echo $!; sleep 1000 & echo $!; echo > "
                        + ready
                        + (isLeaderLiving ? "; exec sleep 1000" : "");
        Spawned leader = bench.start(Launch.shell(script).stdio(-1, fd, -1));
        kernel.close(fd);
        int readyFd = kernel.open(ready, 0, OpenFlag.READ);
        assertThat(kernel.read(readyFd, ByteBuffer.allocateDirect(1))).isOne();
        kernel.close(readyFd);
        List<Integer> others = new ArrayList<>();
        for (String line : Files.readAllLines(pids)) {
            others.add(Integer.parseInt(line));
        }
        assertThat(others).hasSize(2);
        return new Group(leader, others);
    }

    private record Group(Spawned leader, List<Integer> others) {}

    private void reapOrphans(List<Integer> pids, int signal) {
        for (int pid : pids) {
            int pidfd = kernel.openPidfd(pid);
            assertThat(pidfd).isPositive();
            bench.awaitDeath(pidfd);
            kernel.close(pidfd);
            assertThat(kernel.reapOrphan(pid))
                    .isEqualTo(new Reaped(new ExitStatus.Signaled(signal, false)));
        }
    }

    @Test
    void signalReachesEveryMember() throws IOException {
        Group group = group(true);
        int pid = group.leader.pid();
        int pidfd = group.leader.pidfd();
        assertThat(kernel.isGroupAlive(pid, pidfd)).isTrue();
        assertThat(kernel.groupMembers(pid, pidfd))
                .containsExactlyInAnyOrder(pid, group.others.get(0), group.others.get(1));
        assertThat(kernel.signalGroup(pid, pidfd, 15)).isZero();
        assertThat(bench.end(group.leader)).isEqualTo(new ExitStatus.Signaled(15, false));
        reapOrphans(group.others, 15);
    }

    @Test
    void signalReachesOnlyTheLeaderWhenOnlyItIsMeant() throws IOException {
        Group group = group(true);
        assertThat(kernel.signal(group.leader.pidfd(), 15)).isZero();
        bench.awaitDeath(group.leader.pidfd());
        assertThat(kernel.isGroupAlive(group.leader.pid(), group.leader.pidfd())).isTrue();
        kernel.signalGroup(group.leader.pid(), group.leader.pidfd(), 9);
        bench.end(group.leader);
        reapOrphans(group.others, 9);
    }

    @Test
    void leftoversAreReachedAfterTheLeaderIsReaped() throws IOException {
        Group group = group(false);
        int pid = group.leader.pid();
        int pidfd = group.leader.pidfd();
        bench.awaitDeath(pidfd);
        assertThat(kernel.reap(pid, pidfd)).isEqualTo(new Reaped(new ExitStatus.Code(0)));
        assertThat(kernel.isGroupAlive(pid, pidfd)).isTrue();
        assertThat(kernel.groupMembers(pid, pidfd))
                .containsExactlyInAnyOrderElementsOf(group.others);
        assertThat(kernel.signalGroup(pid, pidfd, 12)).isZero();
        for (int other : group.others) {
            int otherFd = kernel.openPidfd(other);
            bench.awaitDeath(otherFd);
            kernel.close(otherFd);
        }
        assertThat(kernel.isGroupAlive(pid, pidfd)).as("zombies do not count").isFalse();
        assertThat(kernel.groupMembers(pid, pidfd)).isEmpty();
        reapOrphans(group.others, 12);
        assertThat(kernel.isGroupAlive(pid, pidfd)).isFalse();
        assertThat(kernel.signalGroup(pid, pidfd, 15)).isEqualTo(Errno.ESRCH);
        bench.forget(group.leader);
    }

    @Test
    void emptyGroupIsNotSignalled() {
        Spawned child = bench.start(Launch.of("true"));
        bench.awaitDeath(child.pidfd());
        assertThat(kernel.isGroupAlive(child.pid(), child.pidfd())).as("a zombie").isFalse();
        kernel.reap(child.pid(), child.pidfd());
        assertThat(kernel.isGroupAlive(child.pid(), child.pidfd())).isFalse();
        assertThat(kernel.signalGroup(child.pid(), child.pidfd(), 9)).isEqualTo(Errno.ESRCH);
        assertThat(kernel.groupMembers(child.pid(), child.pidfd())).isEmpty();
        bench.forget(child);
    }

    @Test
    void strangerWithTheNumberOfADeadGroupIsNeverSignalled() throws IOException {
        Path lastPid = Path.of("/proc/sys/kernel/ns_last_pid");
        assumeTrue(kernel.uid() == 0 && Files.isWritable(lastPid), "this user cannot choose pids");
        Spawned dead = bench.start(Launch.of("true"));
        bench.awaitDeath(dead.pidfd());
        kernel.reap(dead.pid(), dead.pidfd());
        Spawned stranger = null;
        for (int i = 0; i < 50 && (stranger == null || stranger.pid() != dead.pid()); i++) {
            if (stranger != null) {
                kernel.signal(stranger.pidfd(), 9);
                bench.end(stranger);
            }
            Files.writeString(lastPid, Integer.toString(dead.pid() - 1));
            stranger = bench.start(Launch.of("sleep", "1000"));
        }
        assumeTrue(stranger != null && stranger.pid() == dead.pid(), "others took the pid");
        assertThat(kernel.signalGroup(dead.pid(), dead.pidfd(), 9)).isEqualTo(Errno.ESRCH);
        assertThat(kernel.signal(dead.pidfd(), 9)).isEqualTo(Errno.ESRCH);
        assertThat(kernel.isGroupAlive(dead.pid(), dead.pidfd())).isFalse();
        assertThat(kernel.groupMembers(dead.pid(), dead.pidfd())).isEmpty();
        assertThat(kernel.reap(dead.pid(), dead.pidfd())).isEqualTo(new ReapResult.NotOurs());
        assertThat(kernel.reapOrphan(stranger.pid()))
                .as("still registered")
                .isEqualTo(new ReapResult.NotOurs());
        assertThat(ProcessTable.read(stranger.pid()).isAlive()).isTrue();
        kernel.close(dead.pidfd());
    }

    @Test
    void impossibleSignalIsAValue() {
        Spawned child = bench.start(Launch.of("sleep", "1000"));
        assertThat(kernel.signalGroup(child.pid(), child.pidfd(), 65)).isEqualTo(Errno.EINVAL);
        assertThat(kernel.signalGroup(child.pid(), child.pidfd(), -1)).isEqualTo(Errno.EINVAL);
        assertThat(kernel.signal(child.pidfd(), 65)).isEqualTo(Errno.EINVAL);
    }
}
