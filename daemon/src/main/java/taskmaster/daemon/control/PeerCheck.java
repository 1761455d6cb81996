package taskmaster.daemon.control;

import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioChannelOption;

import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/// Who may use the Unix socket: the user of the daemon, and root. The mode of the file says so too;
/// this holds as well if somebody has changed it.
final class PeerCheck {

    private final List<UserPrincipal> allowed;

    private PeerCheck(List<UserPrincipal> allowed) {
        this.allowed = allowed;
    }

    static PeerCheck forThisUser() throws IOException {
        return new PeerCheck(List.of(OwnUser.principal(), OwnUser.root()));
    }

    /// The user at the other end, if allowed, otherwise null. The kernel has noted who it was when
    /// it connected (unix(7), SO_PEERCRED).
    @Nullable Caller caller(Channel channel) {
        UnixDomainPrincipal peer =
                channel.config().getOption(NioChannelOption.of(ExtendedSocketOptions.SO_PEERCRED));
        if (peer == null || !allowed.contains(peer.user())) {
            return null;
        }
        return new Caller(peer.user().getName(), "socket");
    }
}
