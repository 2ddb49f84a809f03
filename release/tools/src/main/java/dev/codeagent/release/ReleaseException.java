package dev.codeagent.release;

/** The reason why a release fails; the message is meant for the release manager. */
final class ReleaseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReleaseException(String message) {
        super(message);
    }
}
