package taskmaster.daemon.alert;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// The time that one attempt to send has, and its connection. When the time is over, the connection
/// is closed, and whatever blocks in it fails: timeouts of single reads would let a server that
/// sends a byte now and then hold us for ever. Only the search for an address is not covered; the
/// system's resolver has timeouts of its own.
///
/// Belongs to one thread. A thread of its own waits for the end of the time while there is a
/// connection.
final class Attempt implements AutoCloseable {

    private final long endNanos;
    private final long timeoutNanos;

    // Guarded by this
    private @Nullable Closeable open;
    private boolean isOver;
    private boolean isClosed;

    Attempt(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
        endNanos = System.nanoTime() + timeoutNanos;
    }

    /// Connects to the first address of a host that answers.
    Socket connect(String host, int port) throws IOException {
        IOException failure = null;
        for (InetAddress found : InetAddress.getAllByName(host)) {
            // With the name as it was given: nobody shall ask for the name of an address.
            InetAddress address = InetAddress.getByAddress(host, found.getAddress());
            try {
                return connect(new InetSocketAddress(address, port));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure != null ? failure : new IOException("its host has no address");
    }

    private Socket connect(InetSocketAddress address) throws IOException {
        int millis = restMillis();
        if (millis == 0) {
            throw new SocketTimeoutException();
        }
        Socket socket = new Socket();
        try {
            socket.connect(address, millis);
            socket.setSoTimeout(Math.max(1, restMillis()));
            socket.setTcpNoDelay(true);
            watch(socket);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// TLS over a connection, with a certificate for `host` that is trusted.
    static SSLSocket secured(Socket socket, String host, int port, SSLSocketFactory factory)
            throws IOException {
        SSLSocket secured = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private int restMillis() {
        return Math.clamp((endNanos - System.nanoTime()) / 1_000_000, 0, Integer.MAX_VALUE);
    }

    private synchronized void watch(Socket socket) {
        open = socket;
        Thread.ofPlatform().daemon().name("alert-timeout").start(this::expire);
    }

    private synchronized void expire() {
        try {
            while (!isClosed && restMillis() > 0) {
                wait(restMillis());
            }
        } catch (InterruptedException _) {
            return; // nobody interrupts this thread
        }
        if (!isClosed) {
            isOver = true;
            close(open);
        }
    }

    /// Whether a failure is due to the end of the time.
    synchronized boolean isOver() {
        return isOver || endNanos - System.nanoTime() <= 0;
    }

    /// For people: `30 s`.
    String timeout() {
        long millis = Duration.ofNanos(timeoutNanos).toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        notifyAll();
        close(open);
    }

    private static void close(@Nullable Closeable socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException _) {
                // What was to be sent has been answered, or never will be.
            }
        }
    }
}
