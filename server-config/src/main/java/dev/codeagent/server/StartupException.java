package dev.codeagent.server;

/** A reason why the server cannot start, in words for the one who starts it. */
final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartupException(String message) {
        super(message);
    }
}
