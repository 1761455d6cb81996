package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import taskmaster.api.EventRecord;
import taskmaster.core.ExitStatus;
import taskmaster.core.Notice;
import taskmaster.core.ProcessSpec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

final class AnnouncerTest {

    private static final ExitStatus KILLED = new ExitStatus.Signaled(9, false);

    private final Announcer announcer = new Announcer(new WallClock());
    private final ProcessSpec web = Specs.named("web");
    private final List<EventRecord> events = new ArrayList<>();

    @Test
    void saysRestartedOfWhatWentDownByItself() {
        announcer.listen(events::add);
        announcer.announce(web, new Notice.Started(1, 1));
        announcer.announce(web, new Notice.Exited(1, KILLED, false, 2_500_000_000L));
        announcer.announce(web, new Notice.Started(2, 1));
        announcer.announce(web, new Notice.Stopped(2, new ExitStatus.Code(0)));
        announcer.announce(web, new Notice.Started(3, 1));
        assertThat(events)
                .extracting(EventRecord::message)
                .containsExactly(
                        "started, pid 1",
                        "exited unexpectedly: pid 1, killed by SIGKILL after 2.5 s",
                        "restarted, pid 2",
                        "stopped: pid 2, exit code 0",
                        "started, pid 3");
        assertThat(events).extracting(EventRecord::id).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(events).extracting(EventRecord::name).containsOnly("web");
    }

    @Test
    void countsAttemptsAndSaysWhyItGaveUp() {
        announcer.listen(events::add);
        announcer.announce(web, new Notice.StartFailed("no such file (ENOENT)", 1, 2));
        announcer.announce(web, new Notice.Started(7, 2));
        announcer.announce(web, new Notice.Aborted("no such file (ENOENT)"));
        assertThat(events)
                .extracting(EventRecord::message)
                .containsExactly(
                        "start failed (attempt 1 of 2): no such file (ENOENT)",
                        "restarted, pid 7 (attempt 2)",
                        "ABORTED, not tried again: no such file (ENOENT)");
        assertThat(events.getLast().state()).isEqualTo("ABORTED");
    }

    @Test
    void tellsWhoWasDismissedNothingMore() {
        Consumer<EventRecord> listener = events::add;
        announcer.listen(listener);
        announcer.dismiss(listener);
        announcer.announce("daemon.reloaded", "configuration reloaded");
        assertThat(events).isEmpty();
    }
}
