package taskmaster.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.linux.SpawnResult.Spawned;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

class DescriptorLimitTest {
    @TempDir Path directory;
    private Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private String limitsSeenAtTheStart(NoFileLimit limit) throws IOException {
        return bench.output(Launch.shell("ulimit -Sn; ulimit -Hn").limit(limit), directory);
    }

    private boolean canCountDescriptors() {
        return new FileProbe(Abi.AT_FDCWD).size("/proc/self/fd") > 0;
    }

    @Test
    void childHasTheOriginalLimitFromItsFirstInstruction() throws IOException {
        assumeTrue(canCountDescriptors(), "older than Linux 6.2");
        NoFileLimit own = bench.kernel.noFileLimit();
        NoFileLimit original = new NoFileLimit(1024, own.hard());
        for (int i = 0; i < 20; i++) {
            assertThat(limitsSeenAtTheStart(original)).isEqualTo("1024\n" + own.hard() + "\n");
        }
        assertThat(bench.kernel.noFileLimit()).as("and we have ours").isEqualTo(own);
        assertThat(limitsSeenAtTheStart(own)).isEqualTo(own.soft() + "\n" + own.hard() + "\n");
    }

    @Test
    void childHasTheOriginalLimitWhereItCanOnlyBeSetAfterTheSpawn() throws IOException {
        bench.close();
        bench = new Bench(LinuxKernel.openWithout(Set.of(Feature.DESCRIPTOR_COUNT)));
        NoFileLimit own = bench.kernel.noFileLimit();
        Spawned child =
                bench.start(
                        Launch.of("sleep", "1000").limit(new NoFileLimit(1024, own.hard() - 1)));
        assertThat(Path.of("/proc/" + child.pid() + "/limits"))
                .content()
                .containsPattern("Max open files +1024 +" + (own.hard() - 1));
        assertThat(bench.kernel.noFileLimit()).isEqualTo(own);
    }

    @Test
    void limitIsNotLoweredUnderOpenDescriptors() {
        ProcessLimit limit = new ProcessLimit(true);
        NoFileLimit own = limit.limit();
        assertThat(limit.enter(new NoFileLimit(20, own.hard()))).isFalse();
        assertThat(limit.enter(new NoFileLimit(1024, own.hard() + 1))).isFalse();
        assertThat(limit.limit()).isEqualTo(own);
    }

    @Test
    void concurrentSpawnsShareTheLoweredLimit() {
        assumeTrue(canCountDescriptors(), "older than Linux 6.2");
        ProcessLimit limit = new ProcessLimit(true);
        NoFileLimit own = limit.limit();
        NoFileLimit low = new NoFileLimit(2048, own.hard());
        assertThat(limit.enter(low)).isTrue();
        assertThat(limit.enter(low)).isTrue();
        assertThat(limit.enter(own)).as("another limit meanwhile").isFalse();
        assertThat(limit.limit()).as("what we have but for the moment").isEqualTo(own);
        limit.leave();
        assertThat(new ProcessLimit(true).limit()).isEqualTo(low);
        limit.leave();
        assertThat(new ProcessLimit(true).limit()).isEqualTo(own);
    }

    @Test
    void ownLimitCanBeChanged() {
        Kernel kernel = bench.kernel;
        NoFileLimit own = kernel.noFileLimit();
        NoFileLimit other = new NoFileLimit(own.soft() - 1, own.hard());
        assertThat(kernel.setNoFileLimit(other)).isZero();
        assertThat(kernel.noFileLimit()).isEqualTo(other);
        assertThat(kernel.setNoFileLimit(new NoFileLimit(10, 9))).isEqualTo(Errno.EINVAL);
        assertThat(kernel.setNoFileLimit(own)).isZero();
    }
}
