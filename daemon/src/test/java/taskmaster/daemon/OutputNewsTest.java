package taskmaster.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import taskmaster.api.EventRecord;
import taskmaster.api.ProcessOutput;
import taskmaster.api.StreamOutput;
import taskmaster.core.ExitStatus;
import taskmaster.core.Notice;
import taskmaster.core.ProcessId;
import taskmaster.daemon.control.LogStream;
import taskmaster.daemon.output.OutputEvent;
import taskmaster.daemon.output.OutputEvent.Kind;
import taskmaster.daemon.output.StreamCounters;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

final class OutputNewsTest {

    private static final ProcessId WEB = new ProcessId("web", 0);
    private static final StreamOutput COUNTED = new StreamOutput(10, 2, 3, 1, 4);

    private final Inbox inbox = new Inbox();
    private final Announcer announcer = new Announcer(new WallClock());
    private final OutputNews news = new OutputNews(inbox, announcer);
    private final List<EventRecord> events = new ArrayList<>();

    @BeforeEach
    void listen() {
        announcer.listen(events::add);
    }

    private static OutputEvent event(Kind kind, LogStream stream) {
        var counters = new StreamCounters(10, 2, 3, 1, 4);
        return new OutputEvent(kind, WEB, stream, "log /x takes nothing", counters);
    }

    private void runLoop() throws InterruptedException {
        for (Runnable fact = inbox.next(0); fact != null; fact = inbox.next(0)) {
            fact.run();
        }
    }

    @Test
    void eachKindIsAnEventWithTheStreamAndItsCounters() throws InterruptedException {
        news.nameBy(id -> Optional.of("web:web_00"));
        for (Kind kind : Kind.values()) {
            news.accept(event(kind, LogStream.STDERR));
        }
        assertThat(events).isEmpty();
        runLoop();
        assertThat(events)
                .extracting(EventRecord::type)
                .containsExactly(
                        "output.rotated", "output.blocked", "output.dropping", "output.resumed");
        assertThat(events).extracting(EventRecord::name).containsOnly("web:web_00");
        assertThat(events).extracting(EventRecord::stream).containsOnly("stderr");
        assertThat(events)
                .extracting(EventRecord::output)
                .containsOnly(new ProcessOutput(null, COUNTED));
        assertThat(events.getFirst().message()).isEqualTo("log /x takes nothing");
    }

    @Test
    void processThatIsForgottenStillHasAName() throws InterruptedException {
        news.accept(event(Kind.BLOCKED, LogStream.STDOUT));
        runLoop();
        assertThat(events).extracting(EventRecord::name).containsExactly("web:0");
    }

    @Test
    void rotationsThatComeTooFastAreLeftOutAndCounted() throws InterruptedException {
        int room = Limits.OUTPUT_EVENTS_PENDING_MAX / 2;
        for (int i = 0; i < room + 7; i++) {
            news.accept(event(Kind.ROTATED, LogStream.STDOUT));
        }
        news.accept(event(Kind.BLOCKED, LogStream.STDOUT));
        runLoop();
        assertThat(events).hasSize(room + 2);
        assertThat(events.getFirst().type()).isEqualTo("output.missed");
        assertThat(events.getFirst().message()).startsWith("7 events about output were left out");
        assertThat(events.getLast().type()).isEqualTo("output.blocked");
    }

    @Test
    void nothingWaitsForTheLoopBeyondTheBound() throws InterruptedException {
        for (int i = 0; i < 3 * Limits.OUTPUT_EVENTS_PENDING_MAX; i++) {
            news.accept(event(Kind.DROPPING, LogStream.STDOUT));
        }
        runLoop();
        assertThat(events).hasSize(Limits.OUTPUT_EVENTS_PENDING_MAX + 1);
        events.clear();
        news.accept(event(Kind.RESUMED, LogStream.STDOUT));
        runLoop();
        assertThat(events).extracting(EventRecord::type).containsExactly("output.resumed");
    }

    @Test
    void eventsOfAnEndCarryWhatWasCounted() {
        var output = new ProcessOutput(COUNTED, null);
        announcer.countOutput(_ -> output);
        announcer.announce(Specs.named("web"), new Notice.Started(1, 1));
        announcer.announce(
                Specs.named("web"), new Notice.Exited(1, new ExitStatus.Code(0), true, 5));
        announcer.announce(Specs.named("web"), new Notice.Stopped(1, new ExitStatus.Code(0)));
        assertThat(events).extracting(EventRecord::output).containsExactly(null, output, output);
    }
}
