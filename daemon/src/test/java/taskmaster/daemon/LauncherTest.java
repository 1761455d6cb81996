package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.Kernel;
import taskmaster.linux.LinuxKernel;
import taskmaster.linux.NoFileLimit;
import taskmaster.linux.SpawnResult;
import taskmaster.linux.SpawnStep;
import taskmaster.linux.UnsupportedPlatformException;

import java.nio.file.Path;
import java.util.Map;

final class LauncherTest {

    @TempDir Path directory;

    @Test
    void leavesTheLastDescriptorsToTheDaemon() throws UnsupportedPlatformException {
        Kernel kernel = LinuxKernel.open();
        try (var output = new OutputCapture(kernel, directory, directory, _ -> {}, _ -> {})) {
            var environment = new ChildEnvironment(Map.of());
            var launcher = new Launcher(kernel, output, environment, new NoFileLimit(4, 4));
            assertThat(launcher.prepare(Specs.named("web")).get())
                    .isInstanceOfSatisfying(
                            SpawnResult.SpawnFailed.class,
                            failed -> {
                                assertThat(failed.step()).isEqualTo(SpawnStep.LIMIT);
                                assertThat(failed.message()).contains("4 are possible");
                            });
        }
    }
}
