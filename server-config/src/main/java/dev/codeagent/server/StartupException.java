package dev.codeagent.server;

/** The server cannot start; the message tells the user why. */
final class StartupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartupException(String message) {
        super(message);
    }
}
