package dev.codeagent.fakemodel.wire;

/** The server rejects a request. */
public final class RequestException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient WireError error;
    private final Cause cause;

    /** Why: a rule of the wire is violated, the script expects something else, the key is wrong, or a scripted error. */
    public enum Cause {
        VIOLATION,
        UNEXPECTED,
        REFUSED,
        SCRIPTED
    }

    public RequestException(WireError error, Cause cause) {
        super(error.message(), null, false, false);
        this.error = error;
        this.cause = cause;
    }

    /** The request violates the API. */
    public static RequestException badRequest(String message) {
        return new RequestException(WireError.of(400, message), Cause.VIOLATION);
    }

    /** The script expects a different request. */
    public static RequestException unexpected(String message) {
        return new RequestException(WireError.of(422, "expectation_failed", message), Cause.UNEXPECTED);
    }

    public static RequestException unauthorized(String message) {
        return new RequestException(WireError.of(401, message), Cause.REFUSED);
    }

    public static RequestException notFound(String message) {
        return new RequestException(WireError.of(404, message), Cause.REFUSED);
    }

    public WireError error() {
        return error;
    }

    public Cause reason() {
        return cause;
    }
}
