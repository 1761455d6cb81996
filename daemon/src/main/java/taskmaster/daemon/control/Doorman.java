package taskmaster.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;

import taskmaster.api.Json;

import java.nio.charset.StandardCharsets;

/// Turns a client away at the door: says why, without reading what it wants, and closes.
@SuppressWarnings(
        "FutureReturnValueIgnored") // a write that fails closes the channel, and that is seen
final class Doorman extends ChannelInboundHandlerAdapter {

    private final RequestRefused why;

    private Doorman(RequestRefused why) {
        this.why = why;
    }

    static void refuse(Channel channel, RequestRefused why) {
        channel.pipeline().addLast(new Doorman(why));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(answer()).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    private ByteBuf answer() {
        byte[] body = Json.encode(why.body());
        String head =
                "HTTP/1.1 "
                        + HttpResponseStatus.valueOf(why.status())
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\nConnection: close\r\n\r\n";
        return Unpooled.wrappedBuffer(head.getBytes(StandardCharsets.US_ASCII), body);
    }
}
