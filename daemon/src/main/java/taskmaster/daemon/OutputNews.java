package taskmaster.daemon;

import taskmaster.core.ProcessId;
import taskmaster.daemon.output.OutputEvent;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/// Brings what happens to output from its thread to the loop, which tells it. What comes faster
/// than the loop tells it is left out and counted: output must not wait for that.
final class OutputNews implements Consumer<OutputEvent> {

    private final Inbox inbox;
    private final Announcer announcer;
    private Function<ProcessId, Optional<String>> names = _ -> Optional.empty();
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong leftOut = new AtomicLong();

    OutputNews(Inbox inbox, Announcer announcer) {
        this.inbox = inbox;
        this.announcer = announcer;
    }

    /// Takes what tells the names of processes, for the loop's thread.
    void nameBy(Function<ProcessId, Optional<String>> source) {
        names = source;
    }

    /// Never blocks. Any thread.
    @Override
    public void accept(OutputEvent event) {
        if (pending.incrementAndGet() > room(event.kind())) {
            pending.decrementAndGet();
            leftOut.incrementAndGet();
            return;
        }
        inbox.fact(() -> tell(event));
    }

    /// Rotations leave half of the room to what operators must know.
    private static int room(OutputEvent.Kind kind) {
        return switch (kind) {
            case ROTATED -> Limits.OUTPUT_EVENTS_PENDING_MAX / 2;
            case BLOCKED, DROPPING, RESUMED -> Limits.OUTPUT_EVENTS_PENDING_MAX;
        };
    }

    private void tell(OutputEvent event) {
        pending.decrementAndGet();
        long missed = leftOut.getAndSet(0);
        if (missed > 0) {
            announcer.announceMissedOutput(missed);
        }
        String name = names.apply(event.id()).orElseGet(() -> event.id().toString());
        announcer.announceOutput(name, event);
    }
}
