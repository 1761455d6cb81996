package taskmaster.daemon.control;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;

/// The rules of the way a connection has come in.
sealed interface Entrance {

    /// Refuses a request by its headers, before its path is looked at.
    void check(HttpHeaders headers);

    /// The Unix socket: who got in is allowed.
    record Socket() implements Entrance {

        @Override
        public void check(HttpHeaders headers) {
            BrowserRules.checkSocket(headers.get(HttpHeaderNames.ORIGIN));
        }
    }

    /// The port: everybody on the machine gets in, so each request shows the token.
    record Port(int number, BearerToken token) implements Entrance {

        @Override
        public void check(HttpHeaders headers) {
            BrowserRules.check(
                    number,
                    headers.getAll(HttpHeaderNames.HOST),
                    headers.get(HttpHeaderNames.ORIGIN));
            if (!token.isShownBy(headers.get(HttpHeaderNames.AUTHORIZATION))) {
                throw new RequestRefused(
                        401,
                        "unauthorized",
                        "cannot serve the request: the token is missing or wrong",
                        "send `Authorization: Bearer TOKEN`; the daemon's user finds it in the"
                                + " token file");
            }
        }
    }
}
