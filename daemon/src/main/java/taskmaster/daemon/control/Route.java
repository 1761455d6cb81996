package taskmaster.daemon.control;

import taskmaster.api.MalformedDocument;

import java.util.List;

/// One verb on one path: what it needs and who answers.
///
/// @param path with `{name}` for a part that varies
/// @param parameters that the query may have; any other is refused
record Route(String verb, String path, Access access, List<String> parameters, Handler handler) {

    Route {
        // A browser sends a GET for any page that asks it to.
        if ((access == Access.CHANGE) != verb.equals("POST")) {
            throw new IllegalArgumentException(verb + " " + path + " cannot " + access);
        }
    }

    /// What a caller must be allowed.
    enum Access {
        /// Look, and change nothing.
        READ,
        /// Change what runs; only by POST of JSON, which a foreign page cannot send.
        CHANGE
    }

    /// Answers a request, now or later, through the exchange.
    interface Handler {

        /// On the server's thread; must not block.
        void answer(Endpoints endpoints, Request request, Exchange exchange)
                throws MalformedDocument;
    }
}
