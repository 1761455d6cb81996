package taskmaster.daemon.control;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// One client: takes requests in, answers one after the other, and ends what takes too long or too
/// much. All of it runs on the server's thread.
///
/// At any time at most one deadline is set: for the request that arrives, for the next one, for the
/// client to read its answer, or for the last bytes of a refused one. While the daemon works for
/// the client there is none.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, and that is seen
final class HttpConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger("control");

    private final Clients clients;
    private final Entrance entrance;
    private final Caller caller;
    private final Queue<Incoming> waiting = new ArrayDeque<>();

    private @Nullable ChannelHandlerContext context;
    private @Nullable Receiving receiving;
    private @Nullable HttpExchange active;
    private @Nullable Future<?> deadline;
    private boolean isRequestTimed;
    private boolean hasSentBytes;
    private boolean isDeaf;
    private boolean isLeaving;
    private int lingerBytes;

    HttpConnection(Clients clients, Entrance entrance, Caller caller) {
        this.clients = clients;
        this.entrance = entrance;
        this.caller = caller;
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context);
    }

    Clients clients() {
        return clients;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        arm(clients.timeouts().requestMillis(), this::requestLate);
        isRequestTimed = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        disarm();
        isDeaf = true;
        dropWaiting();
        dropReceiving();
        clients.leave(this, entrance);
        if (active != null) {
            active.gone();
        }
    }

    /// By the decoder, before it decodes them.
    void bytesArrived(int count) {
        if (isDeaf) {
            lingerBytes += count;
            if (lingerBytes > ControlLimits.LINGER_BYTES_MAX) {
                closeNow();
            }
            return;
        }
        hasSentBytes = true;
        if (active == null && !isRequestTimed) {
            arm(clients.timeouts().requestMillis(), this::requestLate);
            isRequestTimed = true;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        try {
            if (!isDeaf && message instanceof HttpObject object) {
                take(object);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void take(HttpObject object) {
        if (object.decoderResult().isFailure()) {
            refuse(undecodable(object.decoderResult().cause()), false);
            return;
        }
        if (object instanceof HttpRequest head) {
            begin(head);
        }
        Receiving body = receiving;
        if (object instanceof HttpContent content && body != null) {
            RequestRefused refusal = body.add(content.content(), clients);
            if (refusal != null) {
                refuse(refusal, false);
            } else if (object instanceof LastHttpContent) {
                receiving = null;
                enqueue(body.whole(caller));
            }
        }
    }

    private RequestRefused undecodable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException && receiving == null) {
            return new RequestRefused(
                    414,
                    "line_too_long",
                    "cannot read the request: its first line is longer than "
                            + ControlLimits.LINE_BYTES_MAX
                            + " bytes",
                    null);
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new RequestRefused(
                    431,
                    "headers_too_large",
                    "cannot read the request: its headers are larger than "
                            + ControlLimits.HEADER_BYTES_MAX
                            + " bytes",
                    null);
        }
        return RequestRefused.badRequest("cannot read the request: it is not valid HTTP/1.1");
    }

    private void begin(HttpRequest head) {
        Receiving started;
        try {
            started = Receiving.begin(head, entrance);
        } catch (RequestRefused refusal) {
            refuse(refusal, Receiving.mayContinueAfter(refusal, head));
            return;
        }
        receiving = started;
        if (started.isContinueExpected() && active == null && waiting.isEmpty()) {
            context()
                    .writeAndFlush(
                            new DefaultFullHttpResponse(
                                    HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void refuse(RequestRefused why, boolean mayContinue) {
        dropReceiving();
        isDeaf = !mayContinue;
        enqueue(new Incoming.Refused(why, mayContinue));
    }

    private void dropReceiving() {
        if (receiving != null) {
            receiving.drop(clients);
            receiving = null;
        }
    }

    private void dropWaiting() {
        waiting.forEach(incoming -> incoming.release(clients));
        waiting.clear();
    }

    private void enqueue(Incoming incoming) {
        if (waiting.size() >= ControlLimits.PIPELINED_REQUESTS_MAX) {
            closeNow();
            return;
        }
        waiting.add(incoming);
        next();
    }

    private void next() {
        if (active != null) {
            return;
        }
        Incoming incoming = waiting.poll();
        if (incoming != null) {
            disarm();
            isRequestTimed = false;
            incoming.release(clients);
            active = new HttpExchange(this, context(), incoming);
            active.serve();
        } else if (isLeaving) {
            closeNow();
        } else if (receiving != null) {
            arm(clients.timeouts().requestMillis(), this::requestLate);
            isRequestTimed = true;
        } else {
            arm(clients.timeouts().idleMillis(), this::closeNow);
        }
    }

    /// Its answer has been handed to the system.
    void exchangeOver(boolean keepsAlive) {
        active = null;
        disarm();
        if (keepsAlive && !isDeaf) {
            next();
        } else {
            linger();
        }
    }

    /// Closing at once would reset the connection while the client still sends, and the answer
    /// would be lost to it.
    private void linger() {
        isDeaf = true;
        dropWaiting();
        if (isLeaving || !(context().channel() instanceof DuplexChannel duplex)) {
            closeNow();
            return;
        }
        arm(clients.timeouts().lingerMillis(), this::closeNow);
        duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private void requestLate() {
        if (hasSentBytes) {
            refuse(
                    new RequestRefused(
                            408,
                            "request_timeout",
                            "cannot read the request: it did not arrive within "
                                    + clients.timeouts().requestMillis()
                                    + " ms",
                            null),
                    false);
        } else {
            closeNow();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        if (active == null) {
            return;
        }
        if (!changed.channel().isWritable()) {
            expectReading();
        } else if (!active.isAnswered()) {
            disarm();
            active.writable();
        }
    }

    /// From now on the client has a limited time to take what is meant for it.
    void expectReading() {
        arm(clients.timeouts().stallMillis(), this::closeNow);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext caught, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("a client's connection broke: {}", cause.toString());
        } else {
            LOG.error("a client's connection is closed after a fault", cause);
        }
        caught.close();
    }

    void closeWhenAnswered() {
        isLeaving = true;
        isDeaf = true;
        if (active == null || !active.isAnswered()) {
            closeNow();
        }
    }

    void closeNow() {
        isDeaf = true;
        dropWaiting();
        context().close();
    }

    private void arm(long millis, Runnable task) {
        disarm();
        deadline = context().channel().eventLoop().schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    private void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }
}
