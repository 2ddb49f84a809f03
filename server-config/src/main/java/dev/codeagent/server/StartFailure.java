package dev.codeagent.server;

/** A reason why the server cannot start, in words for the one who starts it. */
final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
