package taskmaster.daemon.control;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs that a client could not be accepted, for example for want of descriptors. Netty then waits
/// a second before it tries again.
final class AcceptReport extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger("control");

    @Override
    public boolean isSharable() {
        return false;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("cannot accept a client: {}", OsError.text(cause));
        context.fireExceptionCaught(cause);
    }
}
