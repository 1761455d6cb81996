package taskmaster.daemon.control;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A request whose head has been accepted and whose body arrives.
final class Receiving {

    private static final String JSON = "application/json";
    private static final String CONTINUE = "100-continue";

    private final Routes.Match match;
    private final Map<String, List<String>> parameters;
    private final boolean keepsAlive;
    private final boolean isHttp10;
    private final boolean isContinueExpected;
    private final boolean isNdjsonWanted;
    private final @Nullable ByteRange range;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    private Receiving(HttpRequest head, Routes.Match match, Map<String, List<String>> parameters) {
        this.match = match;
        this.parameters = parameters;
        keepsAlive = HttpUtil.isKeepAlive(head);
        isHttp10 = head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        isContinueExpected = HttpUtil.is100ContinueExpected(head);
        String accept = head.headers().get(HttpHeaderNames.ACCEPT, "");
        List<String> ranges = head.headers().getAll(HttpHeaderNames.RANGE);
        range = ranges.size() == 1 ? ByteRange.parse(ranges.getFirst()) : null;
        isNdjsonWanted = accept.toLowerCase(Locale.ROOT).contains(ProgressReply.NDJSON);
    }

    /// Looks at all that the head tells, so that a body nobody may send is never read.
    ///
    /// @throws RequestRefused whatever is wrong with it
    static Receiving begin(HttpRequest head, Entrance entrance) {
        if (head.protocolVersion().majorVersion() != 1) {
            throw new RequestRefused(
                    505,
                    "version_not_supported",
                    "cannot serve " + head.protocolVersion().text() + ": only HTTP/1.1",
                    null);
        }
        entrance.check(head.headers());
        String expectation = head.headers().get(HttpHeaderNames.EXPECT, CONTINUE);
        if (!expectation.equalsIgnoreCase(CONTINUE)) {
            throw new RequestRefused(
                    417, "expectation_failed", "cannot meet the request's Expect header", null);
        }
        Map<String, List<String>> parameters;
        Routes.Match match;
        try {
            QueryStringDecoder uri =
                    new QueryStringDecoder(
                            head.uri(), StandardCharsets.UTF_8, true, ControlLimits.PARAMETERS_MAX);
            match = Routes.match(head.method().name(), uri.path());
            parameters = uri.parameters();
        } catch (IllegalArgumentException e) {
            throw RequestRefused.badRequest("cannot read the request: its address is malformed");
        }
        checkParameters(match.route(), parameters);
        checkBody(match.route(), head.headers());
        return new Receiving(head, match, parameters);
    }

    private static void checkParameters(Route route, Map<String, List<String>> parameters) {
        for (String name : parameters.keySet()) {
            if (!route.parameters().contains(name)) {
                throw new RequestRefused(
                        400,
                        "unknown_parameter",
                        "cannot serve the request: parameter `" + name + "` is not known here",
                        route.parameters().isEmpty()
                                ? null
                                : "known: " + String.join(", ", route.parameters()));
            }
        }
    }

    private static void checkBody(Route route, HttpHeaders headers) {
        if (route.access() == Route.Access.CHANGE) {
            String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
            String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!bare.equals(JSON)) {
                throw new RequestRefused(
                        415,
                        "unsupported_media_type",
                        "cannot read the body: its type is not " + JSON,
                        "send `Content-Type: " + JSON + "`");
            }
        }
        String length = headers.get(HttpHeaderNames.CONTENT_LENGTH);
        if (length != null && !isSmall(length.strip())) {
            throw tooLarge();
        }
    }

    /// The decoder has refused what is no number.
    private static boolean isSmall(String length) {
        return length.length() <= 9 && Integer.parseInt(length) <= ControlLimits.BODY_BYTES_MAX;
    }

    private static RequestRefused tooLarge() {
        return new RequestRefused(
                413,
                "body_too_large",
                "cannot take the body: it is larger than "
                        + ControlLimits.BODY_BYTES_MAX
                        + " bytes",
                null);
    }

    /// Whether the connection can still be used: what is refused has no body to be skipped, and is
    /// an honest mistake.
    static boolean mayContinueAfter(RequestRefused refusal, HttpRequest head) {
        String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH, "0");
        return switch (refusal.status()) {
            case 404, 405, 415 ->
                    HttpUtil.isKeepAlive(head)
                            && length.equals("0")
                            && !head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
            default -> false;
        };
    }

    boolean isContinueExpected() {
        return isContinueExpected;
    }

    /// Adds a piece of the body.
    ///
    /// @return why it cannot, or null
    @Nullable RequestRefused add(ByteBuf piece, Clients clients) {
        int bytes = piece.readableBytes();
        if (bytes > ControlLimits.BODY_BYTES_MAX - body.size()) {
            return tooLarge();
        }
        if (!clients.reserveBody(bytes)) {
            return RequestRefused.overloaded();
        }
        try {
            piece.readBytes(body, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return null;
    }

    void drop(Clients clients) {
        clients.reserveBody(-body.size());
    }

    /// The request, now that all of it is here. It takes over the room of its body.
    Incoming.Whole whole(Caller caller) {
        return new Incoming.Whole(
                match.route(),
                new Request(
                        caller,
                        match.pathValues(),
                        parameters,
                        range,
                        isNdjsonWanted,
                        body.toByteArray()),
                keepsAlive,
                isHttp10);
    }
}
