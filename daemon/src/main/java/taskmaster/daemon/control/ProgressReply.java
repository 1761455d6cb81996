package taskmaster.daemon.control;

import org.jspecify.annotations.Nullable;

import taskmaster.api.ErrorBody;
import taskmaster.api.Json;
import taskmaster.api.Message;
import taskmaster.api.OperationResult;
import taskmaster.api.OperationResults;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Answers with the results of an operation: all together at the end, or each on a line as it
/// comes.
///
/// Nothing is dropped: results are as many as processes, and wait here for a slow client.
final class ProgressReply implements Progress {

    static final String NDJSON = "application/x-ndjson";

    private sealed interface Step {
        record Result(OperationResult result) implements Step {}

        record Done() implements Step {}

        record Refused(RequestRefused why) implements Step {}
    }

    private final Exchange exchange;
    private final boolean isNdjson;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isScheduled = new AtomicBoolean();

    // The rest belongs to the server's thread.
    private final List<OperationResult> results = new ArrayList<>();
    private final Queue<Message> lines = new ArrayDeque<>();
    private @Nullable Outflow outflow;
    private boolean isOver;

    ProgressReply(Exchange exchange, boolean isNdjson) {
        this.exchange = exchange;
        this.isNdjson = isNdjson;
    }

    @Override
    public void result(OperationResult result) {
        enqueue(new Step.Result(result));
    }

    @Override
    public void done() {
        enqueue(new Step.Done());
    }

    @Override
    public void refused(RequestRefused why) {
        enqueue(new Step.Refused(why));
    }

    /// Results that come close together cost one visit of the server's thread.
    private void enqueue(Step step) {
        steps.add(step);
        if (isScheduled.compareAndSet(false, true)) {
            exchange.execute(this::take);
        }
    }

    private void take() {
        isScheduled.set(false);
        for (Step step = steps.poll(); step != null && !isOver; step = steps.poll()) {
            switch (step) {
                case Step.Result r when isNdjson -> lines.add(r.result());
                case Step.Result r -> results.add(r.result());
                case Step.Done _ -> finish();
                case Step.Refused r -> refuse(r.why());
            }
        }
        if (!lines.isEmpty() || outflow != null) {
            pump();
        }
    }

    private void finish() {
        isOver = true;
        if (isNdjson) {
            outflow();
        } else {
            exchange.send(new OperationResults(results));
        }
    }

    /// Once lines have been sent, the status is too; the refusal is then the last line.
    private void refuse(RequestRefused why) {
        isOver = true;
        if (outflow == null && lines.isEmpty()) {
            exchange.refuse(why);
        } else {
            ErrorBody body = why.body();
            lines.add(body);
        }
    }

    private Outflow outflow() {
        if (outflow == null) {
            outflow = exchange.open(NDJSON, this::pump);
        }
        return outflow;
    }

    private void pump() {
        Outflow out = outflow();
        while (out.isWritable()) {
            Message line = lines.poll();
            if (line == null) {
                break;
            }
            out.writeLine(Json.encode(line));
        }
        if (isOver && lines.isEmpty()) {
            out.end();
        } else {
            out.flush();
        }
    }
}
