package taskmaster.daemon.control;

/// What a client has sent and is to be answered, in turn.
sealed interface Incoming {

    /// Whether the connection goes on afterwards.
    boolean keepsAlive();

    /// Gives back what it has reserved, when it is served or dropped.
    void release(Clients clients);

    /// A whole request.
    ///
    /// @param isHttp10 the client knows no chunks
    record Whole(Route route, Request request, boolean keepsAlive, boolean isHttp10)
            implements Incoming {

        @Override
        public void release(Clients clients) {
            clients.reserveBody(-request.body().length);
        }
    }

    /// One that has been refused already.
    record Refused(RequestRefused why, boolean keepsAlive) implements Incoming {

        @Override
        public void release(Clients clients) {}
    }
}
