package taskmaster.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import taskmaster.api.Json;
import taskmaster.api.MalformedDocument;
import taskmaster.api.Message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// An [Exchange] over a connection.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, and that is seen
final class HttpExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger("control");
    private static final String JSON = "application/json";

    /// Of an [Opening].
    static final String LENGTH = "content-length";

    private final HttpConnection connection;
    private final ChannelHandlerContext context;
    private final EventLoop thread;
    private final Incoming incoming;
    private final List<Runnable> goneTasks = new ArrayList<>();
    private @Nullable Runnable whenWritable;
    private boolean isStarted;
    private boolean isEnded;
    private boolean isGone;
    private boolean isBodyOpen;

    HttpExchange(HttpConnection connection, ChannelHandlerContext context, Incoming incoming) {
        this.connection = connection;
        this.context = context;
        this.incoming = incoming;
        thread = context.channel().eventLoop();
    }

    void serve() {
        switch (incoming) {
            case Incoming.Refused refused -> refuse(refused.why());
            case Incoming.Whole whole -> {
                LOG.debug(
                        "{} {} from {} ({})",
                        whole.route().verb(),
                        whole.route().path(),
                        whole.request().caller().who(),
                        whole.request().caller().from());
                try {
                    whole.route()
                            .handler()
                            .answer(connection.clients().endpoints(), whole.request(), this);
                } catch (MalformedDocument | RuntimeException e) {
                    refuse(e);
                }
            }
        }
    }

    @Override
    public void send(Message message) {
        execute(() -> respond(HttpResponseStatus.OK, message, Map.of()));
    }

    @Override
    public void refuse(Throwable why) {
        Throwable cause =
                why instanceof CompletionException e && e.getCause() != null ? e.getCause() : why;
        RequestRefused refusal =
                switch (cause) {
                    case RequestRefused known -> known;
                    case MalformedDocument e ->
                            RequestRefused.badRequest("cannot read the body: " + e.getMessage());
                    case Throwable e -> fault(e);
                };
        execute(
                () ->
                        respond(
                                HttpResponseStatus.valueOf(refusal.status()),
                                refusal.body(),
                                refusal.headers()));
    }

    private static RequestRefused fault(Throwable cause) {
        LOG.error("cannot answer a client after a fault", cause);
        return new RequestRefused(
                500,
                "internal_error",
                "cannot answer: a fault of taskmaster itself; the daemon's log has it",
                null);
    }

    /// Whether the last bytes of an answer are on their way, so that waiting for them makes sense.
    boolean isAnswered() {
        return isEnded;
    }

    @Override
    public boolean isGone() {
        return isGone;
    }

    @Override
    public void whenGone(Runnable task) {
        if (isGone) {
            task.run();
        } else {
            goneTasks.add(task);
        }
    }

    /// The connection is closed, or the answer has been given.
    void gone() {
        if (!isGone) {
            isGone = true;
            whenWritable = null;
            goneTasks.forEach(Runnable::run);
            goneTasks.clear();
        }
    }

    @Override
    public void execute(Runnable task) {
        executeAlways(
                () -> {
                    if (!isGone) {
                        task.run();
                    }
                });
    }

    @Override
    public void executeAlways(Runnable task) {
        if (thread.inEventLoop()) {
            guarded(task);
            return;
        }
        try {
            thread.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("an answer is not sent: the control server is closed");
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a client's connection is closed after a fault", e);
            connection.closeNow();
        }
    }

    @Override
    public void everyHeartbeat(Runnable task) {
        long periodMillis = connection.clients().timeouts().heartbeatMillis();
        Future<?> timer =
                thread.scheduleWithFixedDelay(
                        () -> execute(task), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
        whenGone(() -> timer.cancel(false));
    }

    @Override
    public void holdStream() {
        if (!connection.clients().holdStream()) {
            throw RequestRefused.overloaded();
        }
        whenGone(connection.clients()::releaseStream);
    }

    void writable() {
        if (whenWritable != null) {
            whenWritable.run();
        }
    }

    private void respond(HttpResponseStatus status, Message message, Map<String, String> headers) {
        if (isStarted) {
            // A fault after the first bytes; only a cut-off answer still says that this is not all.
            if (!isEnded) {
                connection.closeNow();
            }
            return;
        }
        isStarted = true;
        ByteBuffer body = Json.encodeInPlace(message);
        HttpResponse head = head(status, JSON);
        head.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.remaining() + 1);
        headers.forEach(head.headers()::set);
        if (status.code() == 401) {
            head.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        context.write(head);
        whenWritable = () -> sendRest(body);
        sendRest(body);
    }

    private void sendRest(ByteBuffer body) {
        while (body.hasRemaining() && context.channel().isWritable()) {
            int count = Math.min(body.remaining(), ControlLimits.WRITE_BYTES);
            ByteBuf piece = Unpooled.wrappedBuffer(body.slice(body.position(), count));
            body.position(body.position() + count);
            if (body.hasRemaining()) {
                context.writeAndFlush(new DefaultHttpContent(piece));
            } else {
                finish(piece);
            }
        }
    }

    private void finish(ByteBuf lastPiece) {
        context.write(new DefaultHttpContent(lastPiece));
        context.write(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[] {'\n'})));
        over(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    }

    private void over(ChannelFuture last) {
        isEnded = true;
        whenWritable = null;
        if (!last.isDone()) {
            connection.expectReading();
        }
        last.addListener(
                done -> {
                    gone();
                    if (done.isSuccess()) {
                        connection.exchangeOver(keepsAlive());
                    }
                });
    }

    private boolean isHttp10() {
        return incoming instanceof Incoming.Whole whole && whole.isHttp10();
    }

    private boolean keepsAlive() {
        return incoming.keepsAlive() && !(isHttp10() && isBodyOpen);
    }

    private HttpResponse head(HttpResponseStatus status, String contentType) {
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        HttpHeaders headers = head.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set("x-content-type-options", "nosniff");
        if (!keepsAlive()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (isHttp10()) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return head;
    }

    @Override
    public Outflow open(Opening opening, Runnable writable) {
        Body body = new Body();
        if (isGone || isStarted) {
            return body;
        }
        isStarted = true;
        boolean hasLength = opening.headers().containsKey(LENGTH);
        isBodyOpen = !hasLength;
        whenWritable = writable;
        HttpResponse head =
                head(HttpResponseStatus.valueOf(opening.status()), opening.contentType());
        opening.headers().forEach(head.headers()::set);
        if (!hasLength && !isHttp10()) {
            head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        context.write(head);
        return body;
    }

    /// A body in chunks. What is written between two flushes goes as one.
    private final class Body implements Outflow {

        private ByteBuf pending = Unpooled.EMPTY_BUFFER;

        @Override
        public boolean isWritable() {
            return !isGone && !isEnded && context.channel().isWritable();
        }

        @Override
        public void write(byte[] bytes) {
            if (isGone || isEnded) {
                return;
            }
            if (!pending.isWritable(bytes.length)) {
                pass();
                pending = Unpooled.buffer(Math.max(bytes.length, ControlLimits.CHUNK_BYTES));
            }
            pending.writeBytes(bytes);
        }

        @Override
        public void writeLine(byte[] bytes) {
            write(bytes);
            write(new byte[] {'\n'});
        }

        private void pass() {
            if (pending.isReadable()) {
                context.write(new DefaultHttpContent(pending));
            }
            pending = Unpooled.EMPTY_BUFFER;
        }

        @Override
        public void flush() {
            if (!isGone && !isEnded) {
                pass();
                context.flush();
            }
        }

        @Override
        public void end() {
            if (!isGone && !isEnded) {
                pass();
                over(context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
            }
        }

        @Override
        public void abort() {
            connection.closeNow();
        }
    }
}
