package dev.codeagent.release;

/** A reason why there is no release, in words for the one who makes it. */
final class ReleaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReleaseFailure(String message) {
        super(message);
    }
}
