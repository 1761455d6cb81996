package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.EventRecord;
import taskmaster.api.Json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Answers with server-sent events until the client goes.
///
/// A slow client loses events, never holds them up: they wait in a bounded queue, what does not fit
/// is counted, and the count follows as an event of type `dropped`.
final class EventReply implements EventListener {

    static final String EVENT_STREAM = "text/event-stream";

    private static final byte[] HELLO = ascii("retry: 2000\n\n");
    private static final byte[] HEARTBEAT = ascii(":\n\n");

    private final Exchange exchange;
    private final Queue<EventRecord> events =
            new ArrayBlockingQueue<>(ControlLimits.EVENTS_WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private @Nullable Outflow outflow;
    private long lastId;

    EventReply(Exchange exchange) {
        this.exchange = exchange;
    }

    void start(Operations operations) {
        exchange.holdStream();
        Subscription subscription = operations.subscribe(this);
        exchange.whenGone(subscription::close);
        Outflow out = exchange.open(EVENT_STREAM, this::pump);
        outflow = out;
        out.write(HELLO);
        out.flush();
        exchange.everyHeartbeat(this::beat);
    }

    @Override
    public void event(EventRecord event) {
        if (!events.offer(event)) {
            dropped.incrementAndGet();
        }
        if (isScheduled.compareAndSet(false, true)) {
            exchange.execute(this::pump);
        }
    }

    private void pump() {
        isScheduled.set(false);
        Outflow out = outflow;
        if (out == null) {
            return;
        }
        while (out.isWritable()) {
            EventRecord event = events.poll();
            if (event == null) {
                break;
            }
            lastId = event.id();
            send(out, event);
        }
        if (events.isEmpty() && out.isWritable()) {
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                send(out, loss(lost));
            }
        }
        out.flush();
    }

    private void beat() {
        Outflow out = outflow;
        if (out != null && out.isWritable()) {
            out.write(HEARTBEAT);
            out.flush();
        }
    }

    /// Has the id of the event before it, so that ids stay in order.
    private EventRecord loss(long lost) {
        return new EventRecord(
                lastId,
                Instant.now().toString(),
                "dropped",
                null,
                lost + " events were dropped because they were not read fast enough",
                null,
                null,
                null,
                null);
    }

    private static void send(Outflow out, EventRecord event) {
        out.write(ascii("id: " + event.id() + "\nevent: " + word(event.type()) + "\ndata: "));
        out.write(Json.encode(event));
        out.write(ascii("\n\n"));
    }

    /// A type that breaks the framing would be a mistake of ours; it must not become two events.
    private static String word(String type) {
        return type.chars().allMatch(c -> c > ' ' && c < 0x7f) ? type : "other";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
