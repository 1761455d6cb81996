package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.core.ExitStatus;
import taskmaster.linux.ReapResult.NotOurs;
import taskmaster.linux.ReapResult.Reaped;
import taskmaster.linux.ReapResult.StillAlive;
import taskmaster.linux.SpawnResult.Spawned;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

class ReapTest {
    @TempDir Path directory;
    private final Bench bench = new Bench();
    private final Kernel kernel = bench.kernel;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void codesAreExact() {
        for (int code : new int[] {0, 1, 127, 255}) {
            assertThat(bench.end(bench.start(Launch.shell("exit " + code))))
                    .isEqualTo(new ExitStatus.Code(code));
        }
    }

    @Test
    void signalsAreTold() {
        Spawned child = bench.start(Launch.of("sleep", "1000"));
        assertThat(kernel.signal(child.pidfd(), 9)).isZero();
        assertThat(bench.end(child)).isEqualTo(new ExitStatus.Signaled(9, false));
    }

    @Test
    void coreDumpIsTold() throws IOException {
        String limit = bench.output(Launch.shell("ulimit -c unlimited && ulimit -c"), directory);
        assumeTrue(limit.equals("unlimited\n"), "this user may not dump core");
        Launch launch = Launch.shell("ulimit -c unlimited; kill -SEGV $$").directory(directory);
        assertThat(bench.end(bench.start(launch))).isEqualTo(new ExitStatus.Signaled(11, true));
    }

    @Test
    void livingChildIsStillAlive() {
        Spawned child = bench.start(Launch.of("sleep", "1000"));
        assertThat(kernel.reap(child.pid(), child.pidfd())).isEqualTo(new StillAlive());
        assertThat(kernel.peekDeadChild()).isEmpty();
    }

    @Test
    void childIsReapedOnce() {
        Spawned child = bench.start(Launch.of("true"));
        bench.awaitDeath(child.pidfd());
        assertThat(kernel.reap(child.pid(), child.pidfd()))
                .isEqualTo(new Reaped(new ExitStatus.Code(0)));
        assertThat(kernel.reap(child.pid(), child.pidfd())).isEqualTo(new NotOurs());
        assertThat(kernel.signal(child.pidfd(), 9)).isEqualTo(Errno.ESRCH);
        assertThat(kernel.openPidfd(child.pid())).isEqualTo(-Errno.ESRCH);
        bench.forget(child);
    }

    @Test
    void deadChildIsSeenAndNeverTakenForAnOrphan() {
        Spawned child = bench.start(Launch.of("true"));
        bench.awaitDeath(child.pidfd());
        assertThat(kernel.peekDeadChild()).isEqualTo(OptionalInt.of(child.pid()));
        assertThat(kernel.reapOrphan(child.pid())).isEqualTo(new NotOurs());
        assertThat(bench.end(child)).isEqualTo(new ExitStatus.Code(0));
        assertThat(kernel.peekDeadChild()).isEmpty();
    }

    @Test
    void orphansAreAdoptedAndReaped() throws IOException {
        assertThat(kernel.becomeSubreaper()).isZero();
        String pid = bench.output(Launch.shell("sleep 1000 & echo $!"), directory).strip();
        int orphan = Integer.parseInt(pid);
        assertThat(kernel.reapOrphan(orphan)).isEqualTo(new StillAlive());
        int pidfd = kernel.openPidfd(orphan);
        assertThat(kernel.signal(pidfd, 15)).isZero();
        bench.awaitDeath(pidfd);
        kernel.close(pidfd);
        assertThat(kernel.peekDeadChild()).isEqualTo(OptionalInt.of(orphan));
        assertThat(kernel.reapOrphan(orphan))
                .isEqualTo(new Reaped(new ExitStatus.Signaled(15, false)));
        assertThat(kernel.reapOrphan(orphan)).isEqualTo(new NotOurs());
        assertThat(kernel.peekDeadChild()).isEmpty();
    }

    @Test
    void whatDiesWhileASpawnIsUnderWayIsNobodysYet() {
        Children children = new Children();
        children.spawnBegins();
        Spawned child = bench.start(Launch.of("true")); // unknown to those children
        bench.awaitDeath(child.pidfd());
        assertThat(children.peekDead()).isEmpty();
        assertThat(children.reapOrphan(child.pid())).isEqualTo(new StillAlive());
        children.add(child.pid(), child.pidfd());
        children.spawnEnds();
        assertThat(children.peekDead()).isEqualTo(OptionalInt.of(child.pid()));
        assertThat(children.reapOrphan(child.pid())).isEqualTo(new NotOurs());
    }
}
