package taskmaster.daemon.control;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Answers clients on a Unix socket and, if a port is configured, on the loopback interface.
///
/// One thread, `control`, waits for all of them and never blocks; it sleeps while nobody asks.
public final class ControlServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("control");

    static {
        NettySettings.apply();
    }

    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final EventLoopGroup group;
    private final ThreadPoolExecutor logReaders;
    private final Clients clients;
    private final List<Channel> listening = new ArrayList<>();
    private @Nullable SocketFile socketFile;
    private OptionalInt port = OptionalInt.empty();

    private ControlServer(Operations operations, ControlLimits.Timeouts timeouts) {
        group = new SleepingEventLoop(this::thread);
        logReaders =
                new ThreadPoolExecutor(
                        ControlLimits.LOG_THREADS,
                        ControlLimits.LOG_THREADS,
                        ControlLimits.LOG_THREAD_IDLE_MILLIS,
                        TimeUnit.MILLISECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> Thread.ofPlatform().daemon().name("log-reader").unstarted(task));
        logReaders.allowCoreThreadTimeOut(true);
        clients = new Clients(new Endpoints(operations, logReaders, this::port), timeouts);
    }

    private Thread thread(Runnable task) {
        Thread created = Thread.ofPlatform().daemon().name("control").unstarted(task);
        thread.set(created);
        return created;
    }

    /// Listens. May wait for the disk; not on the loop's thread.
    public static ControlStart start(ControlSettings settings, Operations operations) {
        return start(settings, operations, ControlLimits.TIMEOUTS);
    }

    static ControlStart start(
            ControlSettings settings, Operations operations, ControlLimits.Timeouts timeouts) {
        ControlServer server = new ControlServer(operations, timeouts);
        try {
            server.listenOnSocket(settings);
            if (settings.port().isPresent()) {
                server.listenOnPort(settings.port().getAsInt(), BearerToken.prepare(settings));
            }
            return new ControlStart.Started(server);
        } catch (CannotListen e) {
            server.close();
            return new ControlStart.Refused(String.valueOf(e.getMessage()));
        }
    }

    private void listenOnSocket(ControlSettings settings) throws CannotListen {
        SocketFile.clear(settings.socket());
        try {
            PeerCheck peers = PeerCheck.forThisUser();
            bind(
                    bootstrap(
                            NioServerDomainSocketChannel::new,
                            channel -> enterBySocket(channel, peers)),
                    UnixDomainSocketAddress.of(SocketFile.beside(settings.socket())));
            socketFile = SocketFile.bound(settings.socket());
        } catch (BindException e) {
            throw SocketFile.inUse(settings.socket());
        } catch (IOException e) {
            throw new CannotListen(
                    "cannot listen on " + settings.socket() + ": " + OsError.text(e));
        }
    }

    private void listenOnPort(int number, BearerToken token) throws CannotListen {
        String place = "127.0.0.1:" + number;
        try {
            InetAddress loopback = InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
            Channel channel =
                    bind(
                            bootstrap(
                                    NioServerSocketChannel::new,
                                    accepted -> enterByPort(accepted, token)),
                            new InetSocketAddress(loopback, number));
            port = OptionalInt.of(((InetSocketAddress) channel.localAddress()).getPort());
        } catch (BindException e) {
            boolean isInUse = "Address already in use".equals(e.getMessage());
            throw new CannotListen(
                    "cannot listen on "
                            + place
                            + ": "
                            + OsError.text(e)
                            + (isInUse
                                    ? Holder.ofPort(number)
                                            .map(holder -> ", held by " + holder)
                                            .orElse("")
                                    : "")
                            + "; choose another port with -p or `port` in `server`");
        } catch (IOException e) {
            throw new CannotListen("cannot listen on " + place + ": " + OsError.text(e));
        }
    }

    private ServerBootstrap bootstrap(
            io.netty.channel.ChannelFactory<? extends ServerChannel> factory,
            java.util.function.Consumer<Channel> entering) {
        return new ServerBootstrap()
                .group(group)
                .channelFactory(factory)
                .option(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_BACKLOG, ControlLimits.BACKLOG_MAX)
                .childOption(ChannelOption.ALLOCATOR, UnpooledByteBufAllocator.DEFAULT)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new FixedRecvByteBufAllocator(ControlLimits.READ_BYTES))
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(
                                ControlLimits.UNSENT_BYTES_LOW, ControlLimits.UNSENT_BYTES_HIGH))
                .handler(new AcceptReport())
                .childHandler(
                        new ChannelInitializer<Channel>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                entering.accept(channel);
                            }
                        });
    }

    private Channel bind(ServerBootstrap bootstrap, SocketAddress address) throws IOException {
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            switch (bound.cause()) {
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Throwable e -> throw new IOException(e);
            }
        }
        listening.add(bound.channel());
        return bound.channel();
    }

    private void enterBySocket(Channel channel, PeerCheck peers) {
        Caller caller = peers.caller(channel);
        if (caller == null) {
            LOG.warn("refused a connection to the control socket by another user");
            Doorman.refuse(
                    channel,
                    new RequestRefused(
                            403,
                            "forbidden",
                            "cannot serve this user: only the daemon's own user and root",
                            null));
        } else {
            enter(channel, new Entrance.Socket(), caller);
        }
    }

    private void enterByPort(Channel channel, BearerToken token) {
        InetSocketAddress local = (InetSocketAddress) channel.localAddress();
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        String from = remote.getAddress().getHostAddress() + ":" + remote.getPort();
        enter(channel, new Entrance.Port(local.getPort(), token), new Caller("token", from));
    }

    private void enter(Channel channel, Entrance entrance, Caller caller) {
        HttpConnection connection = new HttpConnection(clients, entrance, caller);
        if (clients.enter(connection, entrance)) {
            channel.pipeline()
                    .addLast(new RequestDecoder(connection))
                    .addLast(new io.netty.handler.codec.http.HttpResponseEncoder())
                    .addLast(connection);
        } else {
            Doorman.refuse(channel, RequestRefused.overloaded());
        }
    }

    /// The port it listens on.
    public OptionalInt port() {
        return port;
    }

    /// Takes the socket away and lets no more clients in; sends what is left to send, for a second
    /// at most. A second time it does nothing.
    @Override
    public void close() {
        listening.forEach(channel -> channel.close().awaitUninterruptibly());
        listening.clear();
        if (socketFile != null) {
            socketFile.remove();
            socketFile = null;
        }
        if (group.isShuttingDown()) {
            return;
        }
        try {
            group.execute(clients::close);
            if (!clients.gone().await(ControlLimits.CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                group.execute(clients::closeNow);
            }
            var _ = group.shutdownGracefully(0, ControlLimits.CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            Thread running = thread.get();
            if (running != null && running.isAlive()) {
                running.join(ControlLimits.CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        logReaders.shutdown();
    }
}
