package taskmaster.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;

/// Netty's decoder with our bounds. Tells the connection when bytes arrive, so that a request that
/// never gets whole is noticed.
final class RequestDecoder extends HttpRequestDecoder {

    private final HttpConnection connection;

    RequestDecoder(HttpConnection connection) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(ControlLimits.LINE_BYTES_MAX)
                        .setMaxHeaderSize(ControlLimits.HEADER_BYTES_MAX)
                        .setMaxChunkSize(ControlLimits.READ_BYTES));
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            connection.bytesArrived(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    /// Two lengths are how requests are smuggled; Netty would take one of them.
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding are given");
    }
}
