package taskmaster.client;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where a daemon listens, and what is needed to speak to it.
sealed interface Target {
    /// The address as people write it: `unix:/run/x.sock`, `http://127.0.0.1:9001`.
    String display();

    /// What the `Host` header says; the daemon checks it.
    String host();

    /// The addresses to try, in this order.
    List<SocketAddress> addresses();

    /// The bearer token, or null.
    @Nullable String token();

    /// The configuration file of the daemon where it is known, for hints.
    @Nullable String config();

    /// A Unix domain socket; the kernel tells the daemon who we are.
    record Unix(Path socket, @Nullable String config) implements Target {
        @Override
        public String display() {
            return "unix:" + socket;
        }

        @Override
        public String host() {
            return "localhost";
        }

        @Override
        public List<SocketAddress> addresses() {
            return List.of(UnixDomainSocketAddress.of(socket));
        }

        @Override
        public @Nullable String token() {
            return null;
        }
    }

    /// A port of this machine.
    ///
    /// @param hosts loopback addresses
    /// @param name the host as it was given
    record Tcp(
            List<InetAddress> hosts,
            String name,
            int port,
            @Nullable String token,
            @Nullable String config)
            implements Target {
        @Override
        public String display() {
            return "http://" + host();
        }

        @Override
        public String host() {
            return name + ":" + port;
        }

        @Override
        public List<SocketAddress> addresses() {
            List<SocketAddress> addresses = new ArrayList<>();
            for (InetAddress host : hosts) {
                addresses.add(new InetSocketAddress(host, port));
            }
            return addresses;
        }

        /// Without the token, which must not reach a log or a message.
        @Override
        public String toString() {
            return display();
        }
    }
}
