package dev.codeagent.release;

/** A reason why there is no release, in words for the one who makes it. */
final class ReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReleaseException(String message) {
        super(message);
    }
}
