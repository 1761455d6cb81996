package taskmaster.api;

/// A document that is not what it should be: not JSON, cut off, too deep, too large, or with a
/// field missing or of the wrong type. Expected of any peer, so it is checked.
public final class MalformedDocument extends Exception {

    private static final long serialVersionUID = 1;

    public MalformedDocument(String message) {
        super(message, null, false, false);
    }
}
