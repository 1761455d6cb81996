package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import taskmaster.config.AlertSettings;
import taskmaster.core.ExitStatus;
import taskmaster.core.Notice;
import taskmaster.core.ProcessSpec;
import taskmaster.daemon.alert.Alerts;
import taskmaster.daemon.output.OutputCapture;
import taskmaster.linux.LinuxKernel;

import java.nio.file.Path;

final class AlertNewsTest {

    @TempDir private Path home;

    @Test
    void withoutADestinationNothingIsMade() {
        try (var output =
                new OutputCapture(
                        LinuxKernel.open(), home.resolve("fifo"), home, _ -> {}, _ -> {})) {
            var news = new AlertNews(output, _ -> null, AlertNewsTest::unwanted);
            ProcessSpec web = Specs.named("web");
            news.configure(AlertSettings.NONE);
            news.notice(web, new Notice.Exited(1, new ExitStatus.Code(1), false, 1));
            news.notice(web, new Notice.Aborted("no such file"));
            news.reloadRefused("1 error");
            news.close(1);
            assertThat(news.engine()).isNull();
        }
    }

    private static Alerts unwanted() {
        throw new AssertionError("nobody is to be told");
    }
}
